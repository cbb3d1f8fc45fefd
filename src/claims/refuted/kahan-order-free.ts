import { type ComparisonClaim, type Factors, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { equalResults } from '../comparisons/relation-errors.ts';

/**
 * With compensation the order of summation no longer matters. Refuted for Kahan's: where the correction is larger than what is left of
 * the sum, it comes too late. (Only a result that is correctly rounded is free of the order.)
 */
export const kahanOrderFree: ComparisonClaim = {
  id: 'kahan-order-free',
  kind: 'comparison',
  status: 'refuted',
  statement: "Kahan's sum is the same in every order.",
  formula: 'kahan(x) = kahan(permuted x)',
  source: 'Folklore.',
  runs: [runOf('lastbit/kahan'), runOf('lastbit/kahan', reversed)],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [1, 1],
      [16777216, 1],
      [-16777218, 1],
    ],
    results: [0, -1],
    because: 'After 2^24 the 1 is in the correction, and the last step, a tie, does not bring it back.',
  },
};

function reversed(factors: Factors): Factors {
  return [...factors].reverse();
}
