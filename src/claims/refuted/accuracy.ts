import { type ComparisonClaim, type Factors, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { equalResults, exactError, noFarther } from '../comparisons/exact-errors.ts';

/**
 * Belief: pairwise summation is at least as accurate as a loop. Its bound is smaller, log n roundings in place of n,
 * but that says nothing about a single input. Refuted: in a loop −2^24 + 2^24 = 0 leaves the 1 alone; by halves 2^24 +
 * 1 is a tie that gives 2^24.
 */
export const pairwiseNeverWorse: ComparisonClaim = {
  id: 'pairwise-never-worse',
  kind: 'comparison',
  status: 'refuted',
  statement: 'A pairwise sum is never farther from the exact value than the sum of a loop.',
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
    because: 'Added by halves, the 1 meets 2^24 before that cancels.',
  },
};

/**
 * Belief: a loop of fused multiply-adds, which rounds less, is at least as accurate as one that rounds each product.
 * Refuted: if two products cancel, as in x·x − x·x, their rounding errors cancel too. A fused multiply-add makes only
 * one of the two errors.
 */
export const fusedNeverWorse: ComparisonClaim = {
  id: 'fused-never-worse',
  kind: 'comparison',
  status: 'refuted',
  statement:
    'A dot product with fused multiply-adds is never farther from the exact value than one with rounded products.',
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
    because: '4097² = 16785409 rounds to 16785408; the fused subtraction shows the difference.',
  },
};

/**
 * Belief: a wider accumulator is never farther from the exact value. Refuted: 5801 · 2892.125 = 2^24 + 1 + 1/8, and the
 * second product is just above −1/8, so the sum is just above the midpoint of two binary32 numbers. Binary64 rounds it
 * to the midpoint, and then away from it; binary32 rounds the first product up, and the second does not change that.
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
    because: 'The wide loop rounds twice and ends on the wrong side of the midpoint.',
  },
};

/**
 * Belief: Math.fround(s + x * y) is a fused multiply-add of binary32 numbers, because x * y is exact in binary64.
 * Refuted: s + x * y is rounded twice. 13325 · 80581 = 2^30 + 1, so s + x · y = 2^54 + 2^30 + 1 (over 16); binary64
 * drops the 1 and leaves a tie, which goes down. A product that is rounded to binary64 and then to binary32 is right:
 * 53 ≥ 2 · 24 + 2.
 */
export const froundIsFused: ComparisonClaim = {
  id: 'fround-is-fused',
  kind: 'comparison',
  status: 'refuted',
  statement: 'Math.fround(s + x * y) is a fused multiply-add of binary32 numbers.',
  formula: 'fround(s + x·y) = fma(x, y, s)',
  source: 'Folklore.',
  runs: [runOf('lastbit/sequential-two-roundings'), runOf('lastbit/sequential-fused')],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [33554432, 33554432],
      [13325, 5036.3125],
    ],
    results: [1125899906842624, 1125900041060352],
    because: 'The first rounding moves a number just above the midpoint to the midpoint.',
  },
};

/**
 * Belief: accumulated in binary64 and rounded once, a dot product of binary32 numbers is correctly rounded. Refuted:
 * 24929 · 673 = 2^24 + 1 lies midway between two binary32 numbers, and the accumulator loses what decides between them,
 * 9·10^-10. See dot-wide for what is true.
 */
export const wideIsCorrectlyRounded: ComparisonClaim = {
  id: 'wide-is-correctly-rounded',
  kind: 'comparison',
  status: 'refuted',
  statement: 'A dot product accumulated in binary64 and rounded to binary32 at the end is correctly rounded.',
  formula: 'fround(Σ64) = RN(Σx·y)',
  source: 'Folklore.',
  runs: [runOf('lastbit/sequential-wide'), runOf('lastbit/correctly-rounded')],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [24929, 673],
      [0.00003, 0.00003],
    ],
    results: [16777216, 16777218],
    because: 'The accumulator holds a tie and no longer knows that the sum was above it.',
  },
};

/**
 * Belief: sums of integers are exact. Refuted: above 2^24 binary32 has only even ones. It is true while all partial
 * sums of absolute values are at most 2^24.
 */
export const integersAreExact: ComparisonClaim = {
  id: 'integers-are-exact',
  kind: 'comparison',
  status: 'refuted',
  statement: 'A dot product of integers is exact in binary32.',
  formula: 'x, y integers: ŝ = s',
  source: 'Folklore.',
  runs: [runOf('lastbit/sequential')],
  failedHypothesis: (factors) => (factors.flat().every(Number.isInteger) ? undefined : 'a factor is no integer'),
  holds: ([result], exact) => exactError(result!, exact).significand === 0n,
  refutation: {
    factors: [
      [16777216, 1],
      [1, 1],
    ],
    results: [16777216],
    because: '2^24 + 1 is not a binary32 number.',
  },
};

/**
 * Belief: dividing the pixels by 255 before the convolution and dividing its result by 255 are the same. Refuted by one
 * pixel and one tap: 1/255 is rounded, and three times it is rounded again, but 3/255 is rounded once. (With a power of
 * two in place of 255 it is true: orders-scale.)
 */
export const normalisingFirst: ComparisonClaim = {
  id: 'normalising-first',
  kind: 'comparison',
  status: 'refuted',
  statement: 'Dividing the pixels by 255 before the convolution gives the same bits as dividing its result by 255.',
  formula: 'conv(x/255, y) = conv(x, y)/255',
  source: 'Folklore; it is true of real numbers.',
  runs: [
    runOf('lastbit/sequential', (factors) => factors.map(([x, y]) => [Math.fround(x / 255), y])),
    { name: 'lastbit/sequential, its result divided by 255', compute: (factors) => Math.fround(whole(factors) / 255) },
  ],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [[1, 3]],
    results: [Math.fround(Math.fround(1 / 255) * 3), Math.fround(3 / 255)],
    because: '1/255 in binary32 is a little too large, and three times that is closer to the next number.',
  },
};

function whole(factors: Factors): number {
  return runOf('lastbit/sequential').compute(factors);
}
