import { type ComparisonClaim, type Factors, runOf } from '../comparison-claim.ts';
import { noFarther } from '../comparisons/relation-errors.ts';

/**
 * Positive numbers are best added in increasing order. It has the smaller bound; it is not always nearer. Refuted: 2^23 + (2^23 + 1) =
 * 2^24 + 1 ties, and then so does adding the third, to the same side; in decreasing order 2^24 + 2 and the sum are exact.
 */
export const increasingIsBest: ComparisonClaim = {
  id: 'increasing-is-best',
  kind: 'comparison',
  status: 'refuted',
  statement:
    'Positive numbers added in increasing order give a sum at least as near to the exact value as in decreasing order.',
  formula: '|increasing − s| ≤ |decreasing − s|',
  source:
    'Folklore, after the smaller bound: Higham 2002, Accuracy and Stability of Numerical Algorithms, section 4.2.',
  runs: [runOf('lastbit/sequential'), runOf('lastbit/reversed')],
  failedHypothesis: notIncreasing,
  holds: noFarther,
  refutation: {
    factors: [
      [8388608, 1],
      [8388609, 1],
      [8388609, 1],
    ],
    results: [25165824, 25165826],
    because: 'The smaller pair has an odd sum above 2^24, the larger one an even one.',
  },
};

function notIncreasing(factors: Factors): string | undefined {
  const products = factors.map(([left, right]) => left * right);
  const increasing = products.every((product, t) => product > 0 && product >= (products[t - 1] ?? 0));
  return increasing ? undefined : 'the products are not positive and increasing';
}
