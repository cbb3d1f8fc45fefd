import { compareDyadic, dyadic, multiplyDyadic } from '../../float/dyadic.ts';
import { type ComparisonClaim, runOf } from '../comparison-claim.ts';
import { exactError } from '../comparisons/relation-errors.ts';

/**
 * Rounding errors add up like random steps, to √n of them. As an estimate of what is usual that is right; as a bound it is not.
 * Refuted: both errors of two terms, of the product 24929 · 673 = 2^24 + 1 and of adding 1 to it, go down by nearly u each. (With λ·√n
 * in its place, more than λ² terms do it: see dot-height.)
 */
export const squareRootOfTerms: ComparisonClaim = {
  id: 'square-root-of-terms',
  kind: 'comparison',
  status: 'refuted',
  statement:
    'The error of a dot product of n terms is at most the square root of n roundings of the sum of absolute products.',
  formula: '|ŝ − s| ≤ √n·u·P',
  source: 'Rule of thumb.',
  runs: [runOf('lastbit/sequential')],
  failedHypothesis: (factors) => (factors.length === 2 ? undefined : 'it is stated here for two terms'),
  holds: ([result], exact) => {
    const error = exactError(result!, exact);
    const square = multiplyDyadic(exact.absoluteSum, exact.absoluteSum);
    return compareDyadic(multiplyDyadic(error, error), multiplyDyadic(square, dyadic(2n, -48))) <= 0;
  },
  refutation: {
    factors: [
      [24929, 673],
      [1, 1],
    ],
    results: [16777216],
    because: 'The exact sum is 2^24 + 2, and √2 roundings are less than 2.',
  },
};
