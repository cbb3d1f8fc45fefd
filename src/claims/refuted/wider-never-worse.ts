import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { noFarther } from '../comparisons/relation-errors.ts';

/**
 * A wider accumulator is never farther from the exact value. Refuted: 5801 · 2892.125 = 2^24 + 1 + 1/8, and the second product is
 * hardly above −1/8, so that the sum is hardly above the middle of two binary32 numbers. Binary64 rounds it to the middle, and then
 * away from it; binary32 rounds the first product up, and the second does not change that.
 */
export const widerNeverWorse: ComparisonClaim = {
  id: 'wider-never-worse',
  kind: 'comparison',
  status: 'refuted',
  statement: 'A binary64 accumulator never gives a result farther from the exact value than a binary32 one.',
  formula: '|wide − s| ≤ |narrow − s|',
  source: 'Folklore.',
  runs: [runOf('lastbit/sequential-wide'), runOf('lastbit/sequential')],
  failedHypothesis: ofAnyFactors,
  holds: noFarther,
  refutation: {
    factors: [
      [5801, 2892.125],
      [-0.13, 0.9615385],
    ],
    results: [16777216, 16777218],
    because: 'Rounding twice, the wide loop ends on the wrong side of the middle.',
  },
};
