import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import {
  ExtraOutput,
  encodeFrame,
  extraOutput,
  type Frame,
  type FrameLimits,
  FrameReader,
  ProtocolError,
} from '../protocol/frame.ts';
import { EngineFault, type FaultKind } from './engine-fault.ts';
import { killGroup, watch } from './living-processes.ts';
import { yieldToEventLoop } from './yield-to-event-loop.ts';

/** How to start an engine. A variable with the value undefined is removed from the environment. */
export interface Launch {
  readonly command: string;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const stderrKept = 4096;
/** How long a process may take to exit after the end of its input. */
const endingMs = 1000;
/** How long to wait for the rest of its output after its exit. Something that it left behind may hold the pipe. */
const reapingMs = 100;
/** How long a process that has closed a pipe may take to exit, if that is why. */
const closingMs = 300;
/** While an answer is awaited, how often to look whether the engine still reads its standard input. */
const probingMs = 250;
const nothing = new Uint8Array(0);

/** Waits for a promise, but at most `ms` milliseconds. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}

/** How long a request may take, and what it means if it takes longer. */
export interface WaitingLimit {
  readonly ms: number;
  readonly kind: 'hung' | 'interrupted';
}

/** A request, and what may come of it. */
export interface Question {
  readonly header: object;
  readonly payload: readonly Uint8Array[];
  readonly limit: WaitingLimit;
  readonly answer: FrameLimits;
}

interface Pending {
  readonly answer: FrameLimits;
  readonly resolve: (frame: Frame) => void;
  readonly reject: (fault: EngineFault) => void;
}

/**
 * One running engine. It takes one request at a time and answers with one frame or an EngineFault; after a fault the
 * process is dead. The process leads its own process group: Ctrl-C in the terminal reaches only lastbit, and killing
 * the group also ends what the engine started. An idle engine does not keep lastbit's event loop alive.
 */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #reader = new FrameReader();
  readonly #ended: Promise<void>;
  #stderr = '';
  #pending: Pending | undefined;
  #fault: EngineFault | undefined;

  constructor({ command, words, environment }: Launch) {
    const env = { ...process.env, ...environment };
    this.#child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env });
    watch(this.#child);
    const { stdin, stdout, stderr } = this.#child;
    stdin?.on('error', () => this.#failUnlessEnding('the engine closed its standard input'));
    stdout?.on('data', (chunk: Buffer) => this.#read(chunk));
    stdout?.on('end', () => this.#failUnlessEnding('the engine closed its standard output'));
    stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-stderrKept);
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#fail('unstartable', `the program could not be started: ${error.message}`);
        resolve();
      });
      this.#child.once('exit', async (status, signal) => {
        await within(reapingMs, new Promise((closed) => this.#child.once('close', closed)));
        const ended = `the process ended ${signal === null ? `with status ${status}` : `by ${signal}`}`;
        // Text that is shorter than a frame was not read as one; it says why the engine ended.
        const { printed } = this.#reader;
        this.#fail('ended', printed === undefined ? ended : `${printed}; ${ended}`);
        // A process that has left the group may still hold them.
        for (const pipe of this.#child.stdio) pipe?.destroy();
        resolve();
      });
    });
    this.#hold(false);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get stderrTail(): string {
    return this.#stderr;
  }

  /** Kills the process and waits until it is gone. */
  async kill(): Promise<void> {
    this.#fault ??= new EngineFault('ended', 'the process was killed', this.#stderr);
    killGroup(this.#child);
    await within(endingMs, this.#ended);
  }

  /** Sends a request and waits for its answer. Bytes that come slowly do not extend the limit. */
  async request({ header, payload, limit, answer }: Question): Promise<Frame> {
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#pending !== undefined) throw new Error('one request at a time');
    const length = payload.reduce((sum, part) => sum + part.length, 0);
    const [head] = encodeFrame(header, { length } as Uint8Array);
    this.#hold(true);
    const timer = setTimeout(() => this.#expire(limit), limit.ms);
    // Nothing is written, but if the engine has closed its end, that is an error.
    const probe = setInterval(
      () => this.#child.stdin?.writable === true && this.#child.stdin.write(nothing),
      probingMs,
    );
    try {
      return await new Promise<Frame>((resolve, reject) => {
        this.#pending = { resolve, reject, answer };
        const { stdin } = this.#child;
        // One write for all parts.
        stdin?.cork();
        for (const part of [head, ...payload]) stdin?.write(part);
        stdin?.uncork();
      });
    } finally {
      clearTimeout(timer);
      clearInterval(probe);
      this.#pending = undefined;
      this.#hold(false);
    }
  }

  /** Ends the input and waits for the process to exit. Kills it if it does not exit, or at once if it is busy. */
  async close(): Promise<void> {
    if (this.#pending !== undefined) return this.kill();
    this.#fault ??= new EngineFault('ended', 'the engine is closed', '');
    this.#hold(true);
    this.#child.stdin?.end();
    await within(endingMs, this.#ended);
    killGroup(this.#child);
    await within(endingMs, this.#ended);
  }

  /** Ends the input; an answer that is awaited may still come. */
  endInput(): void {
    this.#child.stdin?.end();
  }

  /** Ends the input and waits for the exit. Undefined if the process is still there after `ms`; it is killed. */
  async finish(ms: number): Promise<{ readonly status: number | null; readonly signal: string | null } | undefined> {
    this.#hold(true);
    this.endInput();
    await within(ms, this.#ended);
    const { exitCode: status, signalCode: signal } = this.#child;
    if (status !== null || signal !== null) return { status, signal };
    await this.kill();
    return undefined;
  }

  /** How much has arrived of an answer that is not whole; undefined if nothing has. */
  get partOfFrame(): FrameReader['partOfFrame'] {
    return this.#reader.partOfFrame;
  }

  /** Reads what has already arrived. Throws an EngineFault if that is more than the answers. */
  async drain(): Promise<void> {
    // The first turn may be the end of one that has already read.
    for (let turn = 0; turn < 2; turn++) await yieldToEventLoop();
    if (this.#fault !== undefined) throw this.#fault;
  }

  #read(chunk: Buffer): void {
    if (this.#fault !== undefined) return;
    try {
      this.#reader.add(chunk);
      const pending = this.#pending;
      const frame = pending && this.#reader.next(pending.answer);
      if (pending !== undefined && frame === undefined) return;
      // An answer with something behind it may be the answer to an earlier request.
      if (this.#reader.pending > 0) throw extraOutput(this.#reader.takeRest());
      this.#pending = undefined;
      if (frame !== undefined) pending?.resolve(frame);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#fail(error instanceof ExtraOutput ? 'extra' : 'garbage', error.message, error);
    }
  }

  /** From now on the pending request has at most so long. */
  hasten(ms: number): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    const limit = { ms, kind: 'interrupted' } as const;
    setTimeout(() => this.#pending === pending && this.#expire(limit), ms).unref();
  }

  /** An answer that arrived while this thread was busy is still read: timers come before it. */
  #expire({ ms, kind }: WaitingLimit): void {
    const pending = this.#pending;
    setImmediate(() => {
      if (pending !== undefined && this.#pending === pending) this.#fail(kind, `no answer within ${ms / 1000} s`);
    });
  }

  /** A process that ends closes its pipes too; the way in which it ends says more. */
  async #failUnlessEnding(what: string): Promise<void> {
    await within(closingMs, this.#ended);
    this.#fail('ended', what);
  }

  #fail(kind: FaultKind, what: string, cause?: ProtocolError): void {
    killGroup(this.#child);
    this.#fault ??= new EngineFault(kind, what, this.#stderr, cause);
    this.#pending?.reject(this.#fault);
    this.#pending = undefined;
  }

  #hold(on: boolean): void {
    for (const part of [this.#child, ...(this.#child.stdio as (Socket | null)[])]) {
      if (on) part?.ref();
      else part?.unref();
    }
  }
}
