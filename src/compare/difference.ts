import type { Batch, Case } from '../conv/batch.ts';
import type { ConvShape, NumberFormat } from '../conv/shape.ts';
import type { Subject } from '../engines/engine.ts';
import type { RevelationRecord } from '../reveal/convolution/revelation-record.ts';

/** What `lastbit reveal --diff` found about two subjects at one shape. */
export interface Difference {
  readonly shape: ConvShape;
  readonly sides: readonly [Side, Side];
  readonly found: DifferenceFound;
}

/** A subject and what each group of its outputs computes. */
export interface Side {
  readonly subject: string;
  readonly version: string;
  readonly format: NumberFormat;
  readonly groups: readonly RevelationRecord[];
}

export type DifferenceFound =
  | { readonly kind: 'equal'; readonly because: string }
  | { readonly kind: 'none'; readonly cases: number }
  | { readonly kind: 'different'; readonly cases: number; readonly smallest: SmallestDifference };

export interface SmallestDifference {
  readonly input: Case;
  readonly output: number;
  readonly results: readonly [number, number];
  /** All digits, or "none" if an input is NaN or infinite. */
  readonly exact: string;
  /** Cases tried while minimising, and whether no step was left. */
  readonly tried: number;
  readonly minimal: boolean;
}

/** Thrown if one of two subjects gives no values. The message says which and why. */
export class NoValues extends Error {}

/**
 * For every case of a batch, the first output at which two subjects give different numbers, or −1. Two NaN do not
 * differ; +0 and −0 do.
 */
export async function differencesOf(pair: readonly [Subject, Subject], batch: Batch): Promise<readonly number[]> {
  const [a, b] = await Promise.all(pair.map((subject) => valuesOf(subject, batch)));
  const outputs = a!.length / batch.count;
  return Array.from({ length: batch.count }, (_, index) => {
    for (let output = 0; output < outputs; output += 1) {
      const at = index * outputs + output;
      if (!Object.is(a![at], b![at])) return output;
    }
    return -1;
  });
}

export async function valuesOf(subject: Subject, batch: Batch): Promise<Float32Array | Float64Array> {
  const outcome = await subject.evaluate(batch);
  if (outcome.kind === 'value') return outcome.outputs;
  throw new NoValues(`${subject.id} ${outcome.kind}: ${outcome.reason}`);
}
