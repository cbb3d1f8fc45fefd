import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { noFarther } from '../comparisons/relation-errors.ts';

/**
 * Pairwise summation is at least as accurate as a loop. Its bound is smaller, log n roundings for n; that says nothing of a single
 * input. Refuted: in a loop −2^24 + 2^24 = 0 leaves the 1 alone; by halves 2^24 + 1 ties to 2^24.
 */
export const pairwiseNeverWorse: ComparisonClaim = {
  id: 'pairwise-never-worse',
  kind: 'comparison',
  status: 'refuted',
  statement: 'A pairwise sum is never farther from the exact value than that of a loop.',
  formula: '|pairwise − s| ≤ |sequential − s|',
  source: 'Folklore; a smaller bound is read as a smaller error.',
  runs: [runOf('lastbit/pairwise'), runOf('lastbit/sequential')],
  failedHypothesis: ofAnyFactors,
  holds: noFarther,
  refutation: {
    factors: [
      [-16777216, 1],
      [0, 1],
      [16777216, 1],
      [1, 1],
    ],
    results: [0, 1],
    because: 'By halves the 1 meets 2^24 before that cancels.',
  },
};
