import { compareDyadic, dyadic, multiplyDyadic } from '../../float/dyadic.ts';
import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { exactError } from '../comparisons/relation-errors.ts';

/**
 * The probabilistic bound of √n roundings, with a factor of 3 that is to make it nearly certain, holds for every input. Refuted: it takes
 * rounding errors for independent, and those of ties are as one likes. Ten errors in one direction are more than 3·√10 = 9.49; with
 * fewer than ten terms n·u itself is smaller than the bound, so that none of them could refute it. Tested with 3 + 2^-10 in place of 3, which is more
 * than what its exponential adds.
 */
export const probabilisticBoundAlways: ComparisonClaim = {
  id: 'probabilistic-bound-always',
  kind: 'comparison',
  status: 'refuted',
  statement: 'The error of a dot product of n terms is at most three times the square root of n roundings.',
  formula: '|ŝ − s| ≤ (exp(3·√n·u + n·u²/(1−u)) − 1)·P',
  source:
    'Higham and Mary 2019, "A new approach to probabilistic rounding error analysis", SIAM J. Sci. Comput. 41, A2815–A2835, read as if it were certain.',
  runs: [runOf('lastbit/sequential')],
  failedHypothesis: ofAnyFactors,
  holds: ([result], exact, factors) => {
    const [error, share] = [exactError(result!, exact), multiplyDyadic(exact.absoluteSum, dyadic(3073n, -34))];
    const square = multiplyDyadic(multiplyDyadic(share, share), dyadic(BigInt(factors.length), 0));
    return compareDyadic(multiplyDyadic(error, error), square) <= 0;
  },
  refutation: {
    factors: [[24929, 673], ...Array.from({ length: 9 }, () => [1, 1] as const)],
    results: [16777216],
    because: 'The product ties and goes down, and so do nine additions of 1.',
  },
};
