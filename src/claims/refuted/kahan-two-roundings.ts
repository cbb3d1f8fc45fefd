import { compareDyadic, dyadic, multiplyDyadic } from '../../float/dyadic.ts';
import { type ComparisonClaim, runOf } from '../comparison-claim.ts';
import { exactError } from '../comparisons/relation-errors.ts';

/**
 * Kahan's sum is within two roundings of the sum of absolute values, whatever the number of terms. Refuted by five: where a new term
 * is larger than the sum, the error of their addition is not computed exactly, and half an ulp never reaches the correction. No fewer
 * terms are known to do it; see dot-kahan for what is true. The claim is tested with 2 + 2^-10 in place of 2 + O(n·u), which is far
 * more.
 */
export const kahanTwoRoundings: ComparisonClaim = {
  id: 'kahan-two-roundings',
  kind: 'comparison',
  status: 'refuted',
  statement: "Kahan's sum of n numbers is within 2u + O(n·u²) of their sum, relative to the sum of absolute values.",
  formula: '|ŝ − s| ≤ (2u + O(n·u²))·Σ|x|',
  source:
    'Goldberg 1991, What every computer scientist should know about floating-point arithmetic, Theorem 8; Higham 2002, Accuracy and Stability of Numerical Algorithms, (4.8).',
  runs: [runOf('lastbit/kahan')],
  failedHypothesis: (factors) => (factors.every(([, right]) => right === 1) ? undefined : 'it speaks of sums'),
  holds: ([result], exact) =>
    compareDyadic(exactError(result!, exact), multiplyDyadic(exact.absoluteSum, dyadic(2049n, -34))) <= 0,
  refutation: {
    factors: [
      [-0.12496948, 1],
      [2097328.8, 1],
      [-0.12496949, 1],
      [4194648.5, 1],
      [2097151.9, 1],
    ],
    results: [8389130],
    because: 'Where a term is larger than the sum, the correction misses up to half an ulp of it.',
  },
};
