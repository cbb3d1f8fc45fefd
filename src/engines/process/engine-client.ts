import type { Batch } from '../../conv/batch.ts';
import type { NumberFormat, Operation } from '../../conv/shape.ts';
import type { EngineStatistics, FaultName, Outcome } from '../engine.ts';
import { ExtraOutput, type Frame, ProtocolError } from '../protocol/frame.ts';
import {
  checkId,
  type EvaluateRequest,
  type Hello,
  helloLimits,
  helloRequest,
  parseHello,
  protocolVersions,
} from '../protocol/messages.ts';
import { type ClientOptions, usualStartMs } from './client-options.ts';
import { EngineFault, type FaultKind } from './engine-fault.ts';
import { EngineProcess, type Launch } from './engine-process.ts';
import { evaluateSurviving } from './evaluate-surviving.ts';
import { Hangs } from './hangs.ts';
import { outcomeOfAnswer } from './outcome-of-answer.ts';
import { type Asking, confirmation, confirmations, evaluation } from './questions.ts';
import { noteWaiting } from './waiting-note.ts';

/** After this many lost batches in a row the engine is not started again. */
const lossesAllowed = 3;
const hurriedMs = 500;
const countedAs: Readonly<Partial<Record<FaultKind, FaultName>>> = {
  ...{ ended: 'crashed', hung: 'hung', extra: 'extra', garbage: 'garbage' },
};

/**
 * A client of one engine with one setting. It starts the process at the first request and sends one request at a time.
 * If the process ends, hangs or violates the protocol, the client starts a new one; evaluate-surviving.ts describes how
 * the batch is then retried. After `lossesAllowed` lost batches in a row, or the hangs of `Hangs`, it gives the engine
 * up, and every further request gets `failed` at once.
 */
export class EngineClient {
  readonly name: string;
  readonly #launch: Launch;
  readonly #options: ClientOptions;
  #process: EngineProcess | undefined;
  #hello: Hello | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #losses = 0;
  readonly #hangs: Hangs;
  #starts = 0;
  #lastFault: EngineFault | undefined;
  /** After the first request that lastbit did not wait for, no further one is sent. */
  #interrupted: EngineFault | undefined;
  #closed = false;
  #stopsAt = Number.POSITIVE_INFINITY;
  #faults = { crashed: 0, hung: 0, extra: 0, garbage: 0 };
  #lastId = 0;
  #counts = { requests: 0, cases: 0, declined: 0, retried: 0, lost: 0, waitedMs: 0, engineMs: 0 };
  #reason: string | null = null;

  constructor(name: string, launch: Launch, options: ClientOptions) {
    this.name = name;
    this.#launch = launch;
    this.#options = options;
    this.#hangs = options.hangs ?? new Hangs();
    options.hurry?.addEventListener('abort', () => this.#process?.hasten(hurriedMs), { once: true });
    const stop = (): void => {
      this.#stopsAt = performance.now() + hurriedMs;
    };
    options.stop?.addEventListener('abort', stop, { once: true });
  }

  get statistics(): EngineStatistics {
    const restarts = Math.max(0, this.#starts - 1);
    return { engine: this.name, ...this.#counts, restarts, faults: { ...this.#faults }, lastFault: this.#reason };
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
      const { requestTimeoutMs, outputsAtOnce } = this.#options;
      const ask = (part: Batch, limitMs: number) => this.#ask(operation, format, part, limitMs);
      const outcome = await evaluateSurviving(batch, requestTimeoutMs, ask, this.#hangs, outputsAtOnce);
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

  /** The batches that were lost before count no longer, so an engine that crashed is asked again. Hangs still count. */
  renew(): void {
    this.#losses = 0;
  }

  /** Ends the process after the request at work. The next request starts another one, which is no restart. */
  rest(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#process === undefined) return;
      await this.#process.close();
      this.#process = undefined;
      this.#starts -= 1;
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
    return this.#losses >= lossesAllowed || this.#hangs.isOver;
  }

  #givenUpReason(): string {
    const after = this.#hangs.isOver ? `${this.#hangs.count} hangs` : `${lossesAllowed} batches in a row`;
    return `${this.name} was given up after ${after} without an answer: ${this.#lastFault?.message ?? 'too late'}`;
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
    const id = ++this.#lastId;
    const question = { header: helloRequest(id), payload: [], answer: helloLimits };
    const { header } = await this.#request(started, question, this.#options.startTimeoutMs ?? usualStartMs, true);
    this.#hello = await this.#parse(started, () => {
      const hello = parseHello(header);
      checkId(header, id, hello.protocol);
      return hello;
    });
    return started;
  }

  async #ask(operation: Operation, format: NumberFormat, batch: Batch, limitMs: number): Promise<Outcome> {
    if (this.#interrupted !== undefined) throw this.#interrupted;
    const running = this.#process ?? (await this.#start());
    const { shape, count } = batch;
    const id = ++this.#lastId;
    const header: EvaluateRequest = { type: 'evaluate', id, operation, format, shape, count };
    const question = evaluation(header, batch, this.#hello?.narrowInputs);
    const begin = performance.now();
    const frame = await this.#request(running, question, limitMs);
    const waitedMs = performance.now() - begin;
    const { outcome, engineMs = waitedMs } = await this.#parse(running, () => {
      checkId(frame.header, id, this.#protocol);
      return outcomeOfAnswer(frame, format, count, question.expected);
    });
    if (outcome.kind === 'value' && this.#protocol < 2) {
      for (let times = confirmations(id); times > 0; times--) await this.#confirm(running, header, batch, limitMs);
    }
    this.#losses = 0;
    this.#lastFault = undefined;
    if (outcome.kind === 'declined') this.#counts.declined++;
    if (outcome.kind !== 'value') return outcome;
    this.#counts.requests++;
    this.#counts.cases += count;
    this.#counts.waitedMs += waitedMs;
    this.#counts.engineMs += Math.min(engineMs, waitedMs);
    return outcome;
  }

  get #protocol(): number {
    return this.#hello?.protocol ?? protocolVersions.oldest;
  }

  async #confirm(running: EngineProcess, asked: EvaluateRequest, batch: Batch, limitMs: number): Promise<void> {
    const { question, check } = confirmation({ ...asked, id: ++this.#lastId }, batch);
    const frame = await this.#request(running, question, limitMs);
    await this.#parse(running, () => check(frame));
  }

  /** Sends one request. After any fault the process is not used again. */
  async #request(running: EngineProcess, question: Asking, limitMs: number, isStart = false): Promise<Frame> {
    const { requestTimeoutMs, hurry, onWaiting } = this.#options;
    const leftMs = Math.max(
      0,
      Math.min(this.#stopsAt - performance.now(), hurry?.aborted === true ? hurriedMs : limitMs),
    );
    const limit = { ms: Math.min(leftMs, limitMs), kind: leftMs < limitMs ? 'interrupted' : 'hung' } as const;
    const isWhole = isStart || limitMs >= requestTimeoutMs;
    const then = isStart ? 'then it is given up' : isWhole ? this.#hangs.whatFollows : 'the case is being searched';
    const endNotes = noteWaiting(limitMs, (waitedMs) => onWaiting?.(this.name, waitedMs, limitMs, then, isStart));
    try {
      if (this.#protocol < 2) await running.drain();
      return await running.request({ ...question, limit });
    } catch (error) {
      this.#process = undefined;
      if (!(error instanceof EngineFault)) throw error;
      if (error.kind === 'hung' && isWhole) this.#hangs.add();
      if (error.kind === 'interrupted') this.#interrupted = error;
      else this.#note(error);
      throw error;
    } finally {
      endNotes();
    }
  }

  /** Parses an answer. One that violates the protocol ends the process, as a crash does. */
  async #parse<T>(running: EngineProcess, parse: () => T): Promise<T> {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#process = undefined;
      await running.kill();
      const kind = error instanceof ExtraOutput ? 'extra' : 'garbage';
      const fault = new EngineFault(kind, error.message, running.stderrTail);
      this.#note(fault);
      throw fault;
    }
  }

  #note(fault: EngineFault): void {
    this.#lastFault = fault;
    const counted = countedAs[fault.kind];
    if (!this.#closed && counted !== undefined) this.#faults[counted]++;
  }
}
