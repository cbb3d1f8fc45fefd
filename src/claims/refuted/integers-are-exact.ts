import { type ComparisonClaim, runOf } from '../comparison-claim.ts';
import { exactError } from '../comparisons/relation-errors.ts';

/**
 * Sums of integers are exact. Refuted: above 2^24 binary32 has the even ones only. It is true while all partial sums of absolute
 * values are at most 2^24.
 */
export const integersAreExact: ComparisonClaim = {
  id: 'integers-are-exact',
  kind: 'comparison',
  status: 'refuted',
  statement: 'A dot product of integers is exact in binary32.',
  formula: 'x, y integers: ŝ = s',
  source: 'Folklore.',
  runs: [runOf('lastbit/sequential')],
  failedHypothesis: (factors) => (factors.flat().every(Number.isInteger) ? undefined : 'a factor is no integer'),
  holds: ([result], exact) => exactError(result!, exact).significand === 0n,
  refutation: {
    factors: [
      [16777216, 1],
      [1, 1],
    ],
    results: [16777216],
    because: '2^24 + 1 is no binary32 number.',
  },
};
