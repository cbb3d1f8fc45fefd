import type { Batch } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import type { NumberFormat, Operation } from '../../conv/shape.ts';
import type { EngineEvent, EngineStatistics, Outcome } from '../engine.ts';
import { type Frame, ProtocolError } from '../protocol/frame.ts';
import { bytesOf, type EvaluateRequest, type Hello, numbersOf, parseAnswer, parseHello } from '../protocol/messages.ts';
import { EngineFault } from './engine-fault.ts';
import { EngineProcess, type Launch } from './engine-process.ts';
import { evaluateSurviving } from './evaluate-surviving.ts';

export interface ClientOptions {
  readonly requestTimeoutMs: number;
  readonly onEvent: (event: EngineEvent) => void;
  /** Told now and then while a request waits. */
  readonly onWaiting?: (engine: string, waitedMs: number, limitMs: number) => void;
  /**
   * Once it is aborted, lastbit is about to end: each request has `hurriedMs` left, and is no fault if it takes longer.
   */
  readonly hurry?: AbortSignal;
}

/** After this many lost batches in a row the engine is not started again. */
const lossesAllowed = 3;
/** After this many requests that exceeded the whole time limit, likewise. */
const expiriesAllowed = 2;
const hurriedMs = 800;
/** `onWaiting` is told after this time, or after a third of the limit, and then every two times as much. */
const waitingNoteMs = 5000;

/**
 * A client of one engine with one setting. It starts the process at the first request and sends one request at a time.
 * If the process ends, hangs or violates the protocol, the client starts a new one; evaluate-surviving.ts describes how
 * the batch is then retried. After `lossesAllowed` lost batches in a row, or `expiriesAllowed` hangs, it gives the
 * engine up, and every further request gets `failed` at once.
 */
export class EngineClient {
  readonly name: string;
  readonly #launch: Launch;
  readonly #options: ClientOptions;
  #process: EngineProcess | undefined;
  #hello: Hello | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #losses = 0;
  #expiries = 0;
  #starts = 0;
  #lastFault: EngineFault | undefined;
  /** After the first request that lastbit did not wait for, no further one is sent. */
  #interrupted: EngineFault | undefined;
  #closed = false;
  #counts = { requests: 0, cases: 0, declined: 0, retried: 0, lost: 0, waitedMs: 0, engineMs: 0 };
  #reason: string | null = null;

  constructor(name: string, launch: Launch, options: ClientOptions) {
    this.name = name;
    this.#launch = launch;
    this.#options = options;
    options.hurry?.addEventListener('abort', () => this.#process?.hasten(hurriedMs), { once: true });
  }

  get statistics(): EngineStatistics {
    const restarts = Math.max(0, this.#starts - 1);
    return { engine: this.name, ...this.#counts, restarts, lastFault: this.#reason };
  }

  /** The id of the running process. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * The engine's description of itself. Throws an EngineFault if the engine cannot be started; it is not tried again.
   */
  hello(): Promise<Hello> {
    return this.#enqueue(async () => {
      if (this.#hello !== undefined) return this.#hello;
      if (this.#lastFault?.kind === 'unstartable') throw this.#lastFault;
      await this.#start();
      return this.#hello as unknown as Hello;
    });
  }

  evaluate(operation: Operation, format: NumberFormat, batch: Batch): Promise<Outcome> {
    return this.#enqueue(async () => {
      if (this.#closed) return { kind: 'failed', reason: `${this.name} is closed` };
      if (this.#isGivenUp) return { kind: 'failed', reason: this.#givenUpReason() };
      const starts = Math.max(1, this.#starts);
      const outcome = await evaluateSurviving(batch, this.#options.requestTimeoutMs, (part, limitMs) =>
        this.#ask(operation, format, part, limitMs),
      );
      if (outcome.kind !== 'failed' && this.#starts > starts) this.#counts.retried++;
      if (outcome.kind === 'value' || outcome.kind === 'declined' || this.#lastFault === undefined) return outcome;
      // A request interrupted by `close` is not a loss.
      if (this.#closed || outcome.interrupted === true) return outcome;
      this.#losses++;
      this.#counts.lost++;
      this.#reason = outcome.reason;
      this.#options.onEvent({
        kind: 'failed',
        engine: this.name,
        reason: outcome.reason,
        stderr: this.#lastFault.stderrTail,
        final: this.#isGivenUp,
      });
      return outcome;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#process?.close();
  }

  #enqueue<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(task, task);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  get #isGivenUp(): boolean {
    return this.#losses >= lossesAllowed || this.#expiries >= expiriesAllowed;
  }

  #givenUpReason(): string {
    const after = this.#expiries >= expiriesAllowed ? `${expiriesAllowed} hangs` : `${lossesAllowed} batches in a row`;
    return `${this.name} was given up after ${after} without an answer: ${this.#lastFault?.message}`;
  }

  /** Starts a process and waits for its hello. A second try follows a first that fails, but not one that hangs. */
  async #start(): Promise<EngineProcess> {
    try {
      return await this.#startOnce();
    } catch (error) {
      if (!(error instanceof EngineFault) || this.#closed) throw error;
      if (error.kind === 'unstartable' || error.kind === 'interrupted') throw error;
      if (error.kind === 'hung') throw this.#unstartable(error);
    }
    try {
      return await this.#startOnce();
    } catch (error) {
      if (!(error instanceof EngineFault) || error.kind === 'interrupted') throw error;
      throw this.#unstartable(error);
    }
  }

  #unstartable(fault: EngineFault): EngineFault {
    this.#lastFault = EngineFault.unstartable(fault);
    return this.#lastFault;
  }

  async #startOnce(): Promise<EngineProcess> {
    if (this.#closed) throw new EngineFault('unstartable', `${this.name} is closed`, '');
    if (this.#interrupted !== undefined) throw this.#interrupted;
    if (this.#lastFault !== undefined) {
      this.#reason = this.#lastFault.message;
      this.#options.onEvent({ kind: 'restarted', engine: this.name, reason: this.#lastFault.message });
    }
    this.#starts++;
    const started = new EngineProcess(this.#launch);
    this.#process = started;
    const { header } = await this.#request(started, { type: 'hello', protocol: 1 }, [], this.#options.requestTimeoutMs);
    this.#hello = await this.#parse(started, () => parseHello(header));
    return started;
  }

  async #ask(operation: Operation, format: NumberFormat, batch: Batch, limitMs: number): Promise<Outcome> {
    if (this.#interrupted !== undefined) throw this.#interrupted;
    const running = this.#process ?? (await this.#start());
    const { shape, count } = batch;
    const request: EvaluateRequest = { type: 'evaluate', operation, format, shape, count };
    const begin = performance.now();
    const frame = await this.#request(running, request, [bytesOf(batch.images), bytesOf(batch.kernels)], limitMs);
    const waitedMs = performance.now() - begin;
    return this.#parse(running, () => {
      const answer = parseAnswer(frame.header);
      if (answer.type !== 'value') {
        this.#noteAnswer();
        if (answer.type === 'declined') this.#counts.declined++;
        return { kind: answer.type, reason: answer.reason };
      }
      const expected = count * outputSize(shape, operation);
      const bytes = expected * (answer.format === 'binary64' ? 8 : 4);
      if (answer.count !== count) throw new ProtocolError(`outputs for ${answer.count} cases instead of ${count}`);
      if (frame.payload.length !== bytes) {
        throw new ProtocolError(
          `a payload of ${frame.payload.length} bytes instead of ${bytes} for ${expected} outputs in ${answer.format}`,
        );
      }
      this.#noteAnswer();
      this.#counts.requests++;
      this.#counts.cases += count;
      this.#counts.waitedMs += waitedMs;
      this.#counts.engineMs += answer.engineMs ?? waitedMs;
      return { kind: 'value', format: answer.format, outputs: numbersOf(frame.payload, answer.format) };
    });
  }

  #noteAnswer(): void {
    this.#losses = 0;
    this.#lastFault = undefined;
  }

  /** Sends one request. After any fault the process is not used again. */
  async #request(
    running: EngineProcess,
    header: object,
    payload: readonly Uint8Array[],
    limitMs: number,
  ): Promise<Frame> {
    const { requestTimeoutMs, hurry } = this.#options;
    const limit =
      hurry?.aborted === true && limitMs > hurriedMs
        ? ({ ms: hurriedMs, kind: 'interrupted' } as const)
        : ({ ms: limitMs, kind: 'hung' } as const);
    const told = this.#tellWaiting(limitMs);
    try {
      return await running.request(header, payload, limit);
    } catch (error) {
      this.#process = undefined;
      if (!(error instanceof EngineFault)) throw error;
      if (error.kind === 'hung' && limitMs >= requestTimeoutMs) this.#expiries++;
      if (error.kind === 'interrupted') this.#interrupted = error;
      else this.#lastFault = error;
      throw error;
    } finally {
      clearInterval(told);
    }
  }

  #tellWaiting(limitMs: number): NodeJS.Timeout {
    const begin = performance.now();
    const every = Math.min(waitingNoteMs, limitMs / 3);
    let next = every;
    const tell = (): void => {
      const waitedMs = performance.now() - begin;
      if (waitedMs < next) return;
      next = 3 * waitedMs;
      this.#options.onWaiting?.(this.name, waitedMs, limitMs);
    };
    return setInterval(tell, every).unref();
  }

  /** Parses an answer. One that violates the protocol ends the process, as a crash does. */
  async #parse<T>(running: EngineProcess, parse: () => T): Promise<T> {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#process = undefined;
      await running.kill();
      this.#lastFault = new EngineFault('garbage', error.message, running.stderrTail);
      throw this.#lastFault;
    }
  }
}
