import { createRequire } from 'node:module';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { ReadsTogether, Tensorflow } from '../tfjs-operations.ts';

/** tensor-calls.cjs, which has no types of its own. */
export interface TensorCalls {
  encodeMessage(header: object, arrays: readonly Float32Array[]): ArrayBuffer;
  decodeMessage(buffer: ArrayBuffer): { readonly header: Answer; readonly numbers: Float32Array };
  computeCalls(tf: unknown, request: ArrayBuffer, isLost: () => boolean): Promise<ArrayBuffer>;
  startBackend(tf: unknown, backend: string, flags: object): Promise<Backend & { readonly isLost: () => boolean }>;
}

export const tensorCalls: TensorCalls = createRequire(import.meta.url)('./tensor-calls.cjs');

/** What computes: the version of tfjs, and the adapter as the driver names it. */
export interface Backend {
  readonly version: string;
  readonly adapter: string;
  /** The browser, or the library below tfjs, with its version. */
  readonly platform?: string;
}

/** What computes the calls of a host, and answers later. */
export interface Calculator {
  readonly backend: Backend;
  compute(request: ArrayBuffer): Promise<ArrayBuffer>;
  /** Ends with the reason why nothing more can be asked. */
  readonly gone: Promise<string>;
}

/** `gone`: the browser or its graphics device has ended, and nothing more can be asked. */
type Answer =
  | { readonly backend: Backend }
  | { readonly lengths: readonly number[] }
  | { readonly error: string }
  | { readonly gone: string };

/** A call of a function of tfjs that has not been made yet. Its words may be calls, too. */
class Call {
  readonly name: string;
  readonly words: readonly unknown[];
  readonly #read: (calls: readonly Call[]) => readonly Float32Array[];

  constructor(name: string, words: readonly unknown[], read: (calls: readonly Call[]) => readonly Float32Array[]) {
    this.name = name;
    this.words = words;
    this.#read = read;
  }

  dataSync(): Float32Array {
    return this.#read([this])[0]!;
  }
}

export interface Remote {
  readonly tf: Tensorflow & ReadsTogether;
  readonly backend: Backend;
}

/**
 * Starts a thread that computes with tfjs where only later answers can be had: in a page of a browser, or with Dawn.
 * This thread waits for its answers, so what it offers looks like tfjs itself: functions that give tensors, and
 * `dataSync`. If the other side is gone, this process ends.
 */
export function remoteTensorflow(program: string, words: readonly string[]): Remote {
  const { port1: port, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const options = { argv: [...words], stdout: true, workerData: { port: port2, signal }, transferList: [port2] };
  new Worker(program, options).unref();
  const receive = (): { readonly header: Answer; readonly numbers: Float32Array } => {
    Atomics.wait(signal, 0, 0);
    Atomics.store(signal, 0, 0);
    return tensorCalls.decodeMessage((receiveMessageOnPort(port) as { message: ArrayBuffer }).message);
  };
  const ask = (calls: readonly Call[]): readonly Float32Array[] => {
    port.postMessage(encodeCalls(calls));
    const { header, numbers } = receive();
    if ('gone' in header) {
      process.stderr.write(`${header.gone}\n`);
      process.exit(1);
    }
    if ('error' in header) throw new Error(header.error);
    let place = 0;
    return (header as { lengths: readonly number[] }).lengths.map((length) => {
      place += length;
      return numbers.slice(place - length, place);
    });
  };
  const { header } = receive();
  if (!('backend' in header)) throw new Error('gone' in header ? header.gone : 'it does not start');
  const own: Readonly<Record<string, unknown>> = {
    tidy: (compute: () => unknown) => compute(),
    readTogether: ask,
  };
  const tf = new Proxy(own, {
    get: (_, name) => own[String(name)] ?? ((...given: unknown[]) => new Call(String(name), given, ask)),
  });
  return { tf: tf as unknown as Tensorflow & ReadsTogether, backend: header.backend };
}

/** Calls as one message: numbers go behind the header. */
function encodeCalls(calls: readonly Call[]): ArrayBuffer {
  const arrays: Float32Array[] = [];
  let at = 0;
  const plain = (word: unknown): unknown => {
    if (word instanceof Call) return { call: word.name, words: word.words.map(plain) };
    if (!(word instanceof Float32Array)) return word;
    arrays.push(word);
    at += word.length;
    return { at: at - word.length, length: word.length };
  };
  const header = { calls: calls.map(plain) };
  return tensorCalls.encodeMessage(header, arrays);
}
