import { ulp32 } from '../../float/ulp.ts';
import { type ComparisonClaim, type Factors, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { equalResults, noFarther } from '../comparisons/exact-errors.ts';

/**
 * Belief: a convolution with one output and the sum of the element-wise products are the same number. Refuted: they add
 * the same products in different orders, and additions round. 2^24 + 1 is a tie that gives 2^24, twice; 1 + 1 = 2 is
 * added to it exactly.
 */
export const convolutionEqualsMultiplySum: ComparisonClaim = {
  id: 'convolution-equals-multiply-sum',
  kind: 'comparison',
  status: 'refuted',
  statement: 'A convolution and the sum of the element-wise products give the same bits.',
  formula: 'conv(x, y) = sum(x · y)',
  source: 'Folklore; it is true of real numbers.',
  runs: [runOf('lastbit/sequential'), runOf('lastbit/pairwise')],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [16777216, 1],
      [0, 1],
      [1, 1],
      [1, 1],
    ],
    results: [16777216, 16777218],
    because: 'A loop loses both ones to 2^24, one after the other; added by halves, they arrive as 2 and are kept.',
  },
};

/**
 * Belief: adding a bias after the convolution and starting the sum with it give the same number. Refuted: these are two
 * orders of the same terms. The last factors stand for the bias, here −2^24.
 */
export const biasFirstOrLast: ComparisonClaim = {
  id: 'bias-first-or-last',
  kind: 'comparison',
  status: 'refuted',
  statement: 'Adding a bias after the convolution gives the same bits as starting the accumulator with it.',
  formula: 'fl(conv(x, y) + b) = conv(x, y) from b',
  source: 'Folklore; what a compiler does when it fuses the bias.',
  runs: [runOf('lastbit/sequential'), runOf('lastbit/sequential', lastFirst)],
  failedHypothesis: (factors) => (factors.length > 1 ? undefined : 'there is nothing beside the bias'),
  holds: equalResults,
  refutation: {
    factors: [
      [16777216, 1],
      [1, 1],
      [-16777216, 1],
    ],
    results: [0, 1],
    because: 'The 1 is lost in 2^24, or is all that is left after −2^24 + 2^24.',
  },
};

function lastFirst(factors: Factors): Factors {
  return [...factors.slice(-1), ...factors.slice(0, -1)];
}

/**
 * Belief: a set of numbers that is sorted by magnitude before it is added has one sum. Refuted: x and −x have the same
 * magnitude, and the sort decides which comes first. (Sorted by value it is true: equal numbers can be swapped.)
 */
export const sortedIsReproducible: ComparisonClaim = {
  id: 'sorted-is-reproducible',
  kind: 'comparison',
  status: 'refuted',
  statement:
    'Numbers that are sorted by magnitude and then added have the same sum, however they were arranged before.',
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
    because: '1 + 2^24 is a tie; 1 − 2^24 is exact.',
  },
};

function byMagnitude(factors: Factors): Factors {
  return factors.toSorted(([a, b], [c, d]) => Math.abs(a * b) - Math.abs(c * d));
}

/**
 * Belief: an extra zero tap in the kernel changes no output, as adding 0 is exact. Refuted: it moves the other terms to
 * other places of the tree. In a plain loop it is true, except for the sign of a zero.
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
    because: 'With the zero, 2^24 and 1 form a half of their own.',
  },
};

function withoutZeros(factors: Factors): Factors {
  return factors.filter(([left, right]) => left * right !== 0);
}

/**
 * Belief: two orders of summation differ in the last bit at most. Refuted: after cancellation no correct bit may be
 * left. 2^24 + 1 is a tie that gives 2^24, and 2^24 − 2^24 leaves 0, where the exact sum, and another order, is 1.
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

/**
 * Belief: positive numbers are best added in increasing order. That order has the smaller bound, but is not always
 * closer. Refuted: 2^23 + (2^23 + 1) = 2^24 + 1 is a tie, and so is adding the third number, to the same side; in
 * decreasing order 2^24 + 2 and the sum are exact.
 */
export const increasingIsBest: ComparisonClaim = {
  id: 'increasing-is-best',
  kind: 'comparison',
  status: 'refuted',
  statement:
    'Positive numbers added in increasing order give a sum at least as close to the exact value as in decreasing ' +
    'order.',
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
    because: 'The two smaller numbers have an odd sum above 2^24, the two larger ones an even sum.',
  },
};

function notIncreasing(factors: Factors): string | undefined {
  const products = factors.map(([left, right]) => left * right);
  const increasing = products.every((product, t) => product > 0 && product >= (products[t - 1] ?? 0));
  return increasing ? undefined : 'the products are not positive and increasing';
}
