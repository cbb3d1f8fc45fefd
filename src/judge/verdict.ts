import type { NumberFormat } from '../conv/shape.ts';
import type { Dyadic } from '../float/dyadic.ts';

/** What became of one claim for one output. `attained` is error ÷ bound; 0 where both are 0. */
export type Verdict =
  | { readonly kind: 'holds'; readonly attained: number }
  | { readonly kind: 'discarded'; readonly because: string }
  | { readonly kind: 'violated'; readonly witness: Witness };

/** Exact numbers that convict: nothing here was rounded but what says so. */
export interface Witness {
  /** Index of the window in the batch: case · outputs + output. */
  readonly window: number;
  readonly computed: number;
  readonly format: NumberFormat;
  /** The other subject's number, for a claim about two. */
  readonly partnerComputed?: number;
  readonly exact: Dyadic;
  /** The exact value where it is none of these: NaN, +∞ or −∞, from inputs that are not finite. `exact` is 0 then. */
  readonly special?: number;
  /** The claimed bound, rounded outward. */
  readonly bound: number;
  readonly nonZero: number;
  /** P, rounded up. */
  readonly absoluteSum: number;
  /** error ÷ bound; infinite where the number is not finite or the bound is 0. */
  readonly errorOverBound: number;
}
