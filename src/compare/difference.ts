import type { Case } from '../conv/batch.ts';
import type { ConvShape, NumberFormat } from '../conv/shape.ts';
import type { RevelationRecord } from '../reveal/revelation-record.ts';

/** What `lastbit reveal --diff` found out about two subjects at one shape. */
export interface Difference {
  readonly shape: ConvShape;
  readonly sides: readonly [Side, Side];
  readonly found: DifferenceFound;
}

/** A subject with what each group of its outputs computes. */
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
  /** All digits; "none" where an input is NaN or infinite. */
  readonly exact: string;
  /** Cases tried to make it smaller, and whether no step was left. */
  readonly tried: number;
  readonly minimal: boolean;
}
