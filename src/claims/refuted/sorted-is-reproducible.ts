import { type ComparisonClaim, type Factors, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { equalResults } from '../comparisons/relation-errors.ts';

/**
 * Sorted by magnitude before it is added up, a set of numbers has one sum. Refuted: x and −x have the same magnitude, and which of
 * them comes first is left to the sort. (Sorted by value it is true: equal numbers can be swapped.)
 */
export const sortedIsReproducible: ComparisonClaim = {
  id: 'sorted-is-reproducible',
  kind: 'comparison',
  status: 'refuted',
  statement:
    'Numbers sorted by magnitude and added in that order give the same sum, however they were arranged before.',
  formula: 'sum(sort(x)) = sum(sort(permuted x))',
  source: 'Folklore.',
  runs: [
    runOf('lastbit/sequential', byMagnitude),
    runOf('lastbit/sequential', (factors) => byMagnitude([...factors].reverse())),
  ],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [1, 1],
      [16777216, 1],
      [-16777216, 1],
    ],
    results: [0, 1],
    because: '1 + 2^24 is a tie, 1 − 2^24 is exact.',
  },
};

function byMagnitude(factors: Factors): Factors {
  return factors.toSorted(([a, b], [c, d]) => Math.abs(a * b) - Math.abs(c * d));
}
