import type { NumberFormat } from '../conv/shape.ts';
import type { Dyadic } from '../float/dyadic.ts';
import type { RatioHistogram } from './ratio-histogram.ts';

/** What became of one claim for one output. */
export type Verdict =
  | { readonly kind: 'holds' | 'violated'; readonly output: JudgedOutput }
  | { readonly kind: 'discarded'; readonly because: string };

/**
 * One output and all that its verdict rests on, exact: nothing here was rounded but what says so. This one record goes
 * from the judge by way of minimising to the corpus entry and the report.
 */
export interface JudgedOutput {
  /** Index of the output in the batch: case · outputs of a case + output of the case. */
  readonly window: number;
  readonly computed: number;
  readonly format: NumberFormat;
  /** The other subject and its number, for a claim about two. */
  readonly partner?: string;
  readonly partnerComputed?: number;
  readonly exact: Dyadic;
  /** The exact value where it is none of these: NaN, +∞ or −∞, from inputs that are not finite. `exact` is 0 then. */
  readonly special?: number;
  /** The claimed bound, rounded outward. */
  readonly bound: number;
  readonly nonZero: number;
  /** P, rounded up. */
  readonly absoluteSum: number;
  /** error ÷ bound, at most 1 where the claim holds; infinite where the number is not finite or the bound is 0. */
  readonly errorOverBound: number;
}

/** The verdicts of one claim on all outputs of an input, counted. `V` is what the claim's kind tells of a violation. */
export interface Verdicts<V> {
  /** Outputs looked at, discarded ones included. */
  readonly outputs: number;
  readonly discarded: number;
  /** Hypothesis that failed → outputs. */
  readonly reasons: ReadonlyMap<string, number>;
  /** The largest error ÷ bound that holds, and at which output; −1 without any. */
  readonly attained: number;
  readonly worst: number;
  readonly histogram: RatioHistogram;
  readonly violations: readonly V[];
}
