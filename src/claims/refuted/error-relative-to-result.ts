import { absDyadic, compareDyadic, dyadic, multiplyDyadic } from '../../float/dyadic.ts';
import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { exactError } from '../comparisons/relation-errors.ts';

/**
 * The relative error of a dot product of n terms is at most n roundings of its value. Refuted: bounds are relative to the sum of absolute products, which
 * cancellation leaves as large as it was; in proportion to the value there is no bound at all. What holds is dot-any-order.
 */
export const errorRelativeToResult: ComparisonClaim = {
  id: 'error-relative-to-result',
  kind: 'comparison',
  status: 'refuted',
  statement: 'The relative error of a dot product of n terms is at most n roundings.',
  formula: '|ŝ − s| ≤ n·u·|s|',
  source: 'Folklore; it is true where no products cancel.',
  runs: [runOf('lastbit/sequential')],
  failedHypothesis: ofAnyFactors,
  holds: ([result], exact, factors) =>
    compareDyadic(
      exactError(result!, exact),
      multiplyDyadic(absDyadic(exact.sum), dyadic(BigInt(factors.length), -24)),
    ) <= 0,
  refutation: {
    factors: [
      [16777216, 1],
      [1, 1],
      [-16777216, 1],
    ],
    results: [0],
    because: 'The error is 1, and so is the exact value.',
  },
};
