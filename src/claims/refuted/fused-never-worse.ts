import { type ComparisonClaim, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { noFarther } from '../comparisons/relation-errors.ts';

/**
 * A loop with fused multiply-adds, which round less, is at least as accurate as one that rounds each product. Refuted: where two
 * products cancel, as in x·x − x·x, their rounding errors cancel as well, unless one of them is not made.
 */
export const fusedNeverWorse: ComparisonClaim = {
  id: 'fused-never-worse',
  kind: 'comparison',
  status: 'refuted',
  statement: 'With fused multiply-adds a dot product is never farther from the exact value than with rounded products.',
  formula: '|fused − s| ≤ |rounded − s|',
  source: 'Folklore.',
  runs: [runOf('lastbit/sequential-fused'), runOf('lastbit/sequential')],
  failedHypothesis: ofAnyFactors,
  holds: noFarther,
  refutation: {
    factors: [
      [4097, 4097],
      [-4097, 4097],
    ],
    results: [-1, 0],
    because: '4097² = 16785409 rounds to 16785408; the fused subtraction shows what that lost.',
  },
};
