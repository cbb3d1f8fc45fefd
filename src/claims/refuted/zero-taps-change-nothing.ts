import { type ComparisonClaim, type Factors, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { equalResults } from '../comparisons/relation-errors.ts';

/**
 * A zero tap more in the kernel changes no output, as adding 0 is exact. Refuted: it moves the other terms to other places of the
 * tree. In a plain loop it is true, but for the sign of a zero.
 */
export const zeroTapsChangeNothing: ComparisonClaim = {
  id: 'zero-taps-change-nothing',
  kind: 'comparison',
  status: 'refuted',
  statement: 'Leaving zero taps out of the kernel does not change the result.',
  formula: 'sum(x) = sum(x without zeros)',
  source: 'Folklore.',
  runs: [runOf('lastbit/pairwise'), runOf('lastbit/pairwise', withoutZeros)],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [-16777216, 1],
      [0, 1],
      [16777216, 1],
      [1, 1],
    ],
    results: [0, 1],
    because: 'With the zero, 2^24 and 1 are a half of their own.',
  },
};

function withoutZeros(factors: Factors): Factors {
  return factors.filter(([left, right]) => left * right !== 0);
}
