import { batchOf, type Case } from '../conv/batch.ts';
import type { Availability, Subject } from '../engines/engine.ts';
import type { RowOutcome } from './explanation.ts';

export interface Asked {
  readonly subject: Subject;
  readonly availability: Availability;
  readonly outcome: RowOutcome;
  /** The number of the output that is looked at, where the outcome is a value. */
  readonly value: number | undefined;
}

/** Asks a subject for one output of one case. Whatever an engine does becomes a row. */
export async function askSubject(subject: Subject, input: Case, output: number): Promise<Asked> {
  const availability = await subject.availability();
  const row = (outcome: RowOutcome, value?: number): Asked => ({ subject, availability, outcome, value });
  if (availability.kind === 'missing') {
    const { reason, howToGetIt } = availability;
    return row({ kind: 'missing', reason, howToGetIt });
  }
  const another = anotherSum(subject, input);
  if (another !== undefined) return row({ kind: 'declined', reason: another });
  const outcome = await subject.evaluate(batchOf([input]));
  if (outcome.kind !== 'value') return row({ kind: outcome.kind, reason: outcome.reason });
  const value = outcome.outputs[output];
  return value === undefined
    ? row({ kind: 'failed', reason: `it gave ${outcome.outputs.length} outputs; there is none at ${output}` })
    : row({ kind: 'value' }, value);
}

/** A depthwise convolution is the same sum as the others only where there is one channel. */
function anotherSum({ operation }: Subject, { shape }: Case): string | undefined {
  if (operation !== 'depthwise-conv2d' || (shape.channelsIn === 1 && shape.channelsOut === 1)) return undefined;
  return 'sums each channel by itself: another number than this convolution';
}
