import { ulp32 } from '../../float/ulp.ts';
import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';

/**
 * Two orders of summation differ in the last bit at most. Refuted: under cancellation nothing right may be left. 2^24 + 1 ties to
 * 2^24, and 2^24 − 2^24 leaves 0, where the exact sum, and another order, is 1.
 */
export const ordersWithinOneUlp: ComparisonClaim = {
  id: 'orders-within-one-ulp',
  kind: 'comparison',
  status: 'refuted',
  statement: 'Two orders of summation differ by at most one unit in the last place of the larger result.',
  formula: '|a − b| ≤ ulp(max(|a|, |b|))',
  source: 'Folklore.',
  runs: [runOf('lastbit/sequential'), runOf('lastbit/reversed')],
  failedHypothesis: ofAnyFactors,
  holds: ([a, b]) => Math.abs(a! - b!) <= ulp32(Math.max(Math.abs(a!), Math.abs(b!))),
  refutation: {
    factors: [
      [16777216, 1],
      [1, 1],
      [-16777216, 1],
    ],
    results: [0, 1],
    because: 'The 1 is lost in 2^24, or is added to −2^24 exactly.',
  },
};
