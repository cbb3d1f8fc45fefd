import type { Batch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { Outcome } from '../engines/engine.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import type { SubjectOutcome } from './judge-batch.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** What a batch was answered, and how long its engines were waited for while nothing else was to be done. */
export interface Answers {
  readonly outcomes: readonly SubjectOutcome[];
  readonly waitedMs: number;
}

/**
 * Asks all subjects for a batch. Foreign engines are set to work at once, in their processes. Our own orders are computed, and the
 * engines waited for, when the function that is returned is called; it is called once. An outcome of the wrong length is a failure of
 * the engine, not ours.
 */
export function beginBatch(subjects: readonly PreparedSubject[], batch: Batch): () => Promise<Answers> {
  const foreign = Promise.all(subjects.filter((subject) => !isOwn(subject)).map((subject) => ask(subject, batch)));
  return async () => {
    const own: SubjectOutcome[] = [];
    for (const subject of subjects.filter(isOwn)) {
      own.push(await ask(subject, batch));
      await yieldToEventLoop();
    }
    const before = performance.now();
    const outcomes = [...own, ...(await foreign)];
    return { outcomes, waitedMs: performance.now() - before };
  };
}

/** Both at once. */
export async function evaluateBatch(
  subjects: readonly PreparedSubject[],
  batch: Batch,
): Promise<readonly SubjectOutcome[]> {
  return (await beginBatch(subjects, batch)()).outcomes;
}

const isOwn = ({ subject }: PreparedSubject): boolean => subject.engine === 'lastbit';

async function ask(prepared: PreparedSubject, batch: Batch): Promise<SubjectOutcome> {
  return { subject: prepared, outcome: await askSubject(prepared, batch) };
}

/** One subject, with the same checks. */
export async function askSubject(prepared: PreparedSubject, batch: Batch): Promise<Outcome> {
  return checked(await evaluate(prepared, batch), prepared, batch);
}

async function evaluate({ subject }: PreparedSubject, batch: Batch): Promise<Outcome> {
  if (subject.operation === 'depthwise-conv2d' && batch.shape.channelsOut !== 1) {
    return { kind: 'declined', reason: 'a depthwise kernel has one channel out' };
  }
  return subject.evaluate(batch);
}

function checked(outcome: Outcome, { subject }: PreparedSubject, batch: Batch): Outcome {
  if (outcome.kind !== 'value') return outcome;
  const expected = batch.count * outputSize(batch.shape, subject.operation);
  if (outcome.outputs.length === expected && outcome.format === subject.format) return outcome;
  const given = `${outcome.outputs.length} numbers in ${outcome.format}`;
  return { kind: 'failed', reason: `it gave ${given}, not ${expected} in ${subject.format}` };
}
