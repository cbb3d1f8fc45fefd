import { readFileSync } from 'node:fs';
import type { Batch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { NumberFormat, Operation } from '../conv/shape.ts';
import type { Outcome } from '../engines/engine.ts';
import { EngineFault } from '../engines/process/engine-fault.ts';
import { EngineProcess, type Launch, type Question } from '../engines/process/engine-process.ts';
import { outcomeOfAnswer } from '../engines/process/outcome-of-answer.ts';
import { type Frame, ProtocolError } from '../engines/protocol/frame.ts';
import {
  answerLimits,
  checkId,
  type Hello,
  helloLimits,
  helloRequest,
  inputBytes,
  parseHello,
  widthsOf,
} from '../engines/protocol/messages.ts';
import type { Fault } from './conformance.ts';
import { diagnose, type Failed } from './diagnose.ts';

/** How long a program may take, in ms. */
export interface Limits {
  readonly startMs: number;
  readonly answerMs: number;
}

/** After so many faults that ended the program it is not started again. */
const mostEnds = 3;
/** How long an answer may take that was only waiting for the end of the input. */
const graceMs = 1000;

/**
 * Asks one program, starts it again after a fault, and keeps what it did wrong. It never throws because of the program.
 */
export class Session {
  readonly faults: Fault[] = [];
  readonly #launch: Launch;
  readonly #limits: Limits;
  #process: EngineProcess | undefined;
  #hello: Hello | undefined;
  #lastId = 0;
  #ends = 0;
  /** The outputs of the answer before this one. */
  #before = 0;

  constructor(launch: Launch, limits: Limits) {
    this.#launch = launch;
    this.#limits = limits;
  }

  /** Nothing more is asked: it hung once, or ended too often. */
  get isOver(): boolean {
    return this.#ends >= mostEnds;
  }

  /** Starts the program if it does not run. */
  async start(): Promise<{ readonly hello: Hello; readonly ms: number } | undefined> {
    this.#before = 0;
    this.#process = new EngineProcess(this.#launch);
    const id = ++this.#lastId;
    const begin = performance.now();
    const question = { header: helloRequest(id), payload: [], answer: helloLimits };
    const hello = await this.#ask(
      question,
      this.#limits.startMs,
      { asked: undefined, isLarge: false },
      ({ header }) => {
        const said = parseHello(header);
        checkId(header, id, said.protocol);
        return said;
      },
    );
    this.#hello = hello;
    return hello === undefined ? undefined : { hello, ms: performance.now() - begin };
  }

  /** Undefined if there was no fitting answer; why is then among the faults. `isLarge`: more than a pipe holds. */
  async evaluate(
    operation: Operation,
    format: NumberFormat,
    batch: Batch,
    isLarge = false,
  ): Promise<{ readonly outcome: Outcome; readonly ms: number } | undefined> {
    if (this.isOver || (this.#process === undefined && (await this.start()) === undefined)) return undefined;
    const { shape, count } = batch;
    const id = ++this.#lastId;
    const expected = count * outputSize(shape, operation);
    const question = {
      header: { type: 'evaluate', id, operation, format, shape, count },
      payload: [batch.images, batch.kernels].map((one) => inputBytes(one, format, this.#hello?.narrowInputs)),
      // An answer to the request before is read, so that it is known as that.
      answer: answerLimits(format, expected, this.#before),
    };
    const before = this.#before;
    this.#before = expected;
    const asked = { asked: { operation, format, shape, count }, isLarge };
    const begin = performance.now();
    return this.#ask(question, this.#limits.answerMs, asked, (frame) => {
      const ms = performance.now() - begin;
      checkId(frame.header, id, this.#hello?.protocol ?? 1);
      const { length } = frame.payload;
      const due = widthsOf(format).map((width) => width * expected);
      if (length > 0 && length === 4 * before && !due.includes(length))
        throw new ProtocolError(`${length} bytes, as many as the answer before it has`, 'late');
      return { outcome: outcomeOfAnswer(frame, format, count, expected).outcome, ms };
    });
  }

  /** Ends the input. The time to its exit with status 0; undefined if it did not, or does not run. */
  async finish(limitMs: number): Promise<number | undefined> {
    const running = this.#process;
    if (running === undefined) return undefined;
    const begin = performance.now();
    const end = await running.finish(limitMs);
    if (end?.status === 0) return performance.now() - begin;
    const how =
      end === undefined
        ? `still runs ${limitMs / 1000} s after the end of its input`
        : `ends ${end.signal === null ? `with status ${end.status}` : `by ${end.signal}`} at the end of its input`;
    this.#add({
      ...{ kind: 'end-of-input', what: `the program ${how}` },
      advice: 'Exit with status 0 when a read gives no more bytes.',
    });
    return undefined;
  }

  #add(fault: Fault): void {
    if (!this.faults.some(({ kind }) => kind === fault.kind)) this.faults.push(fault);
  }

  async #ask<T>(
    question: Omit<Question, 'limit'>,
    limitMs: number,
    about: Pick<Failed, 'asked' | 'isLarge'>,
    parse: (frame: Frame) => T,
  ): Promise<T | undefined> {
    const running = this.#process!;
    const before = processorOf(running.pid);
    let isComputing = false;
    let waitedFor = false;
    // What was written and not flushed comes when the program ends.
    const timer = setTimeout(() => {
      const now = processorOf(running.pid);
      isComputing = now.isRunning || now.ms - before.ms > limitMs / 2;
      waitedFor = true;
      running.endInput();
    }, limitMs);
    try {
      const frame = await running.request({ ...question, limit: { ms: limitMs + graceMs, kind: 'hung' } });
      const parsed = parse(frame);
      if (!waitedFor) return parsed;
      await this.#end(running, true);
      const late = `no answer within ${limitMs / 1000} s`;
      const isHeldBack = await this.#answersAtEnd(question, limitMs / 2, about.asked === undefined);
      this.#add(
        isHeldBack
          ? {
              ...{ kind: 'not-flushed', what: `${late}; it comes when standard input ends` },
              advice: 'Flush standard output after each answer.',
            }
          : {
              ...{ kind: 'no-answer', what: `${late}, and one soon after it` },
              advice: 'Make the program faster, or give a longer --engine-timeout or --engine-start-timeout.',
            },
      );
    } catch (error) {
      if (!(error instanceof EngineFault || error instanceof ProtocolError)) throw error;
      const isHung = waitedFor || (error instanceof EngineFault && error.kind === 'hung');
      const said = isHung && isSilent(error) ? hungFor(limitMs, error) : error;
      this.#add(diagnose(said, { ...about, part: running.partOfFrame, isComputing }));
      await this.#end(running, isHung || (error instanceof EngineFault && error.kind === 'unstartable'));
    } finally {
      clearTimeout(timer);
    }
    return undefined;
  }

  /** Whether a new process answers in time if its input ends at once: then it was not slow before. */
  async #answersAtEnd(question: Omit<Question, 'limit'>, ms: number, isHello: boolean): Promise<boolean> {
    const fresh = new EngineProcess(this.#launch);
    const limit = (limitMs: number) => ({ ms: limitMs, kind: 'hung' }) as const;
    try {
      const hello = { header: helloRequest(1), payload: [], answer: helloLimits, limit: limit(this.#limits.startMs) };
      if (!isHello) await fresh.request(hello);
      const answer = fresh.request({ ...question, limit: limit(ms) });
      fresh.endInput();
      await answer;
      return true;
    } catch (error) {
      if (!(error instanceof EngineFault)) throw error;
      return false;
    } finally {
      await fresh.kill();
    }
  }

  async #end(running: EngineProcess, isLast: boolean): Promise<void> {
    this.#process = undefined;
    this.#ends = isLast ? mostEnds : this.#ends + 1;
    await running.kill();
  }
}

/** It was waited for, and then it ended because its input did. */
const isSilent = (error: Error): boolean => error instanceof EngineFault && ['hung', 'ended'].includes(error.kind);

function hungFor(limitMs: number, error: Error): EngineFault {
  const tail = error instanceof EngineFault ? error.stderrTail : '';
  return new EngineFault('hung', `no answer within ${limitMs / 1000} s`, tail);
}

/** Whether a process computes now, and the processor time that it has used, in ms; 0 where the system does not tell. */
function processorOf(pid: number | undefined): { readonly isRunning: boolean; readonly ms: number } {
  const unknown = { isRunning: false, ms: 0 };
  if (pid === undefined || process.platform !== 'linux') return unknown;
  try {
    // The name of the program, in parentheses, may have blanks. On Linux 100 ticks are a second.
    const [, rest = ''] = /\) ([^)]*)$/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    const fields = rest.split(' ');
    return { isRunning: fields[0] === 'R', ms: 10 * (Number(fields[11]) + Number(fields[12])) };
  } catch {
    return unknown;
  }
}
