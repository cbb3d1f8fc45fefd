import type { OutputClaim } from '../claim.ts';
import { closedHeight, roundingOnce, termsOf } from './closed-height.ts';

/**
 * By halves, a product passes through ⌈log2 N⌉ additions of N terms.
 *
 * Proof. Halving N leaves at most ⌈N/2⌉ terms on either side, and ⌈log2 N⌉ = 1 + ⌈log2 ⌈N/2⌉⌉; the rest is src/claims/error-bounds/closed-height.ts.
 * (Higham 2002, Accuracy and Stability of Numerical Algorithms, (4.6), has γ for sums.) Attained to first order: see `attained`.
 */
export const dotPairwise: OutputClaim = closedHeight({
  id: 'dot-pairwise',
  statement:
    'A dot product summed by halves is within as many roundings as the logarithm of the number of terms, and one of each product.',
  formula:
    '|ŝ − s| ≤ ((1+v)^H − 1)·P + n·2^-150·(1+v)^H, H = min(⌈log2 N⌉ + 1, n); in binary64 ((1+v64)^min(⌈log2 N⌉,n−1) − 1)·P',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); orders of ours with this tree, without a wide accumulator.',
  source:
    'Proof in src/claims/error-bounds/dot-pairwise.ts; for sums Higham 2002, Accuracy and Stability of Numerical Algorithms, (4.6).',
  sharp:
    'By products 24929·673 = 2^24 + 1, scaled by 2^-24 for each time that a path turns away from the deepest one: all ties, all lost.',
  schemes: ['pairwise', 'pairwise-smaller-first'],
  arithmetics: roundingOnce,
  height: (_, window) => Math.ceil(Math.log2(termsOf(window))),
});
