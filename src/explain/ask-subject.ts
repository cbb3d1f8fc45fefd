import type { Batch } from '../conv/batch.ts';
import { unsuited } from '../conv/check-shape.ts';
import { sameTerms } from '../conv/operation.ts';
import { usualOperation, type WideFormat } from '../conv/shape.ts';
import type { Availability, Subject } from '../engines/engine.ts';
import type { RowOutcome } from './explanation.ts';

/** A subject's answer to the question, or why it has none. */
export interface SubjectAnswer {
  readonly subject: Subject;
  readonly availability: Availability;
  readonly outcome: RowOutcome;
  /** The subject's result for the explained output; undefined unless the outcome is a value. */
  readonly value: number | undefined;
  /** All outputs of its answer; undefined without a value, and for our own algorithms, which compute the one only. */
  readonly outputs?: Float32Array | Float64Array | undefined;
}

/** The id of a subject, or of one of our own algorithms, and the number that it gave. */
export interface Candidate {
  readonly subject: string;
  readonly format: WideFormat;
  readonly value: number;
  /** A mean whose terms were divided before they were added; of other sums of a mean, the value is still to divide. */
  readonly isMean?: true;
}

/** Asks a subject for output `output` (NHWC, from 0) of a batch of one case. Failures are outcomes, not exceptions. */
export async function askSubject(subject: Subject, batch: Batch, output: number): Promise<SubjectAnswer> {
  const availability = await subject.availability();
  const row = (outcome: RowOutcome, value?: number): SubjectAnswer => ({ subject, availability, outcome, value });
  if (availability.kind === 'missing') {
    const { reason, howToGetIt } = availability;
    return row({ kind: 'missing', reason, howToGetIt });
  }
  const otherSum = reasonOfOtherSum(subject, batch);
  if (otherSum !== undefined) return row({ kind: 'declined', reason: otherSum });
  const outcome = await subject.evaluate(batch);
  if (outcome.kind !== 'value') return row({ kind: outcome.kind, reason: outcome.reason });
  const value = outcome.outputs[output];
  return value === undefined
    ? row({ kind: 'failed', reason: `it gave ${outcome.outputs.length} outputs, so there is no output ${output}` })
    : { ...row({ kind: 'value' }, value), outputs: outcome.outputs };
}

/** The answer of one of our own algorithms, which has been computed for the explained output alone. */
export async function ownAnswer(subject: Subject, value: number): Promise<SubjectAnswer> {
  return { subject, availability: await subject.availability(), outcome: { kind: 'value' }, value };
}

/** Some operations are the same sum as the others only where there is one channel, or never. */
function reasonOfOtherSum({ operation }: Subject, { shape }: Batch): string | undefined {
  if (sameTerms(shape, operation) === usualOperation(shape) && unsuited(shape, operation) === undefined)
    return undefined;
  if (operation === 'depthwise-conv2d' && !(shape.channelsIn === 1 && shape.channelsOut === 1))
    return 'it sums each channel separately, which is another number than this convolution';
  return unsuited(shape, operation) ?? 'it computes another number than this convolution';
}

/**
 * Runs `work` on every item: subjects that share a process one after the other, and processes side by side. Results
 * come in the order of `items`.
 */
export async function byProcess<Item, Result>(
  items: readonly Item[],
  subjectOf: (item: Item) => Subject,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const groups = new Map<string, number[]>();
  for (const [index, item] of items.entries()) {
    const { engine, setting } = subjectOf(item);
    const process = `${engine}@${setting ?? ''}`;
    groups.set(process, [...(groups.get(process) ?? []), index]);
  }
  const results = new Array<Result>(items.length);
  await Promise.all(
    [...groups.values()].map(async (group) => {
      for (const index of group) results[index] = await work(items[index]!);
    }),
  );
  return results;
}
