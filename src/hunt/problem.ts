/** The numbers that one factor may be. All are finite binary32 numbers. */
export type FactorDomain =
  | { readonly kind: 'any' }
  /** One of these, ascending and distinct. A given kernel has one level for each tap. */
  | { readonly kind: 'levels'; readonly values: Float32Array }
  /** Any number from `low` to `high`, both included. */
  | { readonly kind: 'range'; readonly low: number; readonly high: number };

/**
 * What a hunt makes as large as possible.
 * - `error`: |computed − exact|.
 * - `bound`: |computed − exact| ÷ (u·P), where P is the sum of the absolute products.
 * - `ulp`: |computed − exact| in ulp of the exact result.
 * - `difference`: |computed − computed by another subject| ÷ (u·P), because the bounds of both are multiples of u·P.
 */
export type HuntAim = 'error' | 'bound' | 'ulp' | 'difference';

/** One output as a sum of n products, and what its factors may be. */
export interface HuntProblem {
  readonly n: number;
  /** One for each term. */
  readonly left: readonly FactorDomain[];
  /** One for each term. */
  readonly right: readonly FactorDomain[];
  readonly aim: HuntAim;
  /** The largest condition number P ÷ |exact| that is allowed. Absent: any. */
  readonly condition?: number;
}

/** An input of a problem: n factors on each side. */
export interface Candidate {
  readonly left: Float32Array;
  readonly right: Float32Array;
}
