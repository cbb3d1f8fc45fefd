import { readSync, writeSync } from 'node:fs';
import { decodeHeader, decodePrefix, encodeFrame, type Frame, prefixBytes } from '../protocol/frame.ts';

export interface Reply {
  readonly header: object;
  readonly payload?: Uint8Array;
}

/**
 * The host's side of the protocol: reads requests from standard input, blocking, and answers each. Returns at the end
 * of input. It bypasses Node's streams: their writes may wait for the event loop, which a blocking read never returns
 * to.
 */
export async function serve(answer: (frame: Frame) => Promise<Reply> | Reply): Promise<void> {
  for (let frame = readFrame(); frame !== undefined; frame = readFrame()) {
    const { header, payload } = await answer(frame);
    for (const part of encodeFrame(header, payload)) write(part);
  }
}

/** Redirects what a library prints to standard error, because standard output carries frames. */
export function keepStandardOutput(): void {
  Object.defineProperty(process, 'stdout', { get: () => process.stderr });
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
}

function readFrame(): Frame | undefined {
  const prefix = read(prefixBytes, true);
  if (prefix === undefined) return undefined;
  const lengths = decodePrefix(prefix);
  return { header: decodeHeader(read(lengths.header) as Uint8Array), payload: read(lengths.payload) as Uint8Array };
}

/** Reads exactly `length` bytes. At the end of input it gives undefined if `mayEnd`, and throws otherwise. */
function read(length: number, mayEnd = false): Uint8Array | undefined {
  const bytes = new Uint8Array(length);
  for (let place = 0; place < length; ) {
    const got = readSome(bytes, place);
    if (got === 0 && place === 0 && mayEnd) return undefined;
    if (got === 0) throw new Error('the input ended in the middle of a frame');
    place += got;
  }
  return bytes;
}

function readSome(bytes: Uint8Array, place: number): number {
  return patiently(() => readSync(0, bytes, place, bytes.length - place, null));
}

function write(bytes: Uint8Array): void {
  for (let place = 0; place < bytes.length; ) place += patiently(() => writeSync(1, bytes, place));
}

const clock = new Int32Array(new SharedArrayBuffer(4));

/** Repeats a system call until it succeeds, in case the file was made non-blocking by another process. */
function patiently(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(clock, 0, 0, 1);
    }
  }
}
