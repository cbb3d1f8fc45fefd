import type { NumberFormat } from '../conv/shape.ts';
import type { Dyadic } from '../float/dyadic.ts';
import type { RatioHistogram } from './ratio-histogram.ts';

/** The verdict of one claim on one output. */
export type Verdict =
  | { readonly kind: 'holds' | 'violated'; readonly output: JudgedOutput }
  | { readonly kind: 'discarded'; readonly because: string };

/**
 * One output and everything that its verdict depends on, exact unless noted. This one record goes from the judge by way
 * of minimising to the corpus entry and the report.
 */
export interface JudgedOutput {
  /** Index of the output in the batch: case · outputs of a case + output of the case. */
  readonly window: number;
  readonly computed: number;
  readonly format: NumberFormat;
  /** The other subject and its number, if the claim is about two. */
  readonly partner?: string;
  readonly partnerComputed?: number;
  readonly exact: Dyadic;
  /** NaN, +∞ or −∞, if that is the right result because of inputs that are not finite. Then `exact` is 0. */
  readonly special?: number;
  /** The claimed bound, rounded outward. */
  readonly bound: number;
  readonly nonZero: number;
  /** P, rounded up. */
  readonly absoluteSum: number;
  /** error ÷ bound. At most 1 if the claim holds; infinite if the number is not finite or the bound is 0. */
  readonly errorOverBound: number;
  /** Why it breaks a rule without a bound, in words. Then the bound is 0. */
  readonly reason?: string;
}

/**
 * The verdicts of one claim on all outputs of an input, counted. `V` records a violation; it depends on the kind of
 * claim.
 */
export interface Verdicts<V> {
  /** All outputs, discarded ones included. */
  readonly outputs: number;
  readonly discarded: number;
  /** Failed hypothesis → number of outputs. */
  readonly reasons: ReadonlyMap<string, number>;
  /** The largest error ÷ bound that holds. */
  readonly attained: number;
  /** The output with that ratio; −1 if no output holds. */
  readonly worst: number;
  readonly histogram: RatioHistogram;
  readonly violations: readonly V[];
  /** Outputs of a transform were held to its normwise bound instead: which transform, in words. */
  readonly transform?: string;
}
