import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { noFarther } from '../comparisons/relation-errors.ts';

/**
 * Kahan's summation is at least as accurate as the plain loop. Its bound is smaller; a single input may know better. Refuted: 1 +
 * (2^24 + 2) and then the −3 are ties, one up and one down, and the loop is right. As the larger number came second, Kahan's
 * correction of the first is 2 in place of 1, and the result 1 too small.
 */
export const kahanNeverWorse: ComparisonClaim = {
  id: 'kahan-never-worse',
  kind: 'comparison',
  status: 'refuted',
  statement: "Kahan's sum is never farther from the exact value than that of a plain loop.",
  formula: '|kahan − s| ≤ |sequential − s|',
  source: 'Folklore; a smaller bound is read as a smaller error.',
  runs: [runOf('lastbit/kahan'), runOf('lastbit/sequential')],
  failedHypothesis: ofAnyFactors,
  holds: noFarther,
  refutation: {
    factors: [
      [1, 1],
      [16777218, 1],
      [-3, 1],
    ],
    results: [16777215, 16777216],
    because: 'Two ties, one up and one down, make the plain loop right, and the correction is off by one.',
  },
};
