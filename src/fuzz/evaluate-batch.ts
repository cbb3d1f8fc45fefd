import type { Batch } from '../conv/case.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { Outcome } from '../engines/engine.ts';
import type { SubjectOutcome } from './judge-batch.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/**
 * Asks all subjects for a batch. Foreign engines are asked first and work in their processes while our own orders are
 * computed in this one. An outcome of the wrong length is a failure of the engine, not ours.
 */
export async function evaluateBatch(subjects: readonly PreparedSubject[], batch: Batch): Promise<SubjectOutcome[]> {
  const own = subjects.filter(isOwn);
  const foreign = subjects.filter((subject) => !isOwn(subject)).map((subject) => ask(subject, batch));
  const outcomes: SubjectOutcome[] = [];
  for (const subject of own) outcomes.push(await ask(subject, batch));
  return [...outcomes, ...(await Promise.all(foreign))];
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
