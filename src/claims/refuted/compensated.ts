import { compareDyadic, dyadic, multiplyDyadic } from '../../float/dyadic.ts';
import { type ComparisonClaim, type Factors, ofAnyFactors, runOf } from '../comparison-claim.ts';
import { equalResults, exactError, noFarther } from '../comparisons/exact-errors.ts';
import { exactSum } from '../operation-claim.ts';

/**
 * Belief: Kahan's summation is at least as accurate as the plain loop. Its bound is smaller, but that says nothing
 * about a single input. Refuted: 1 + (2^24 + 2) and then −3 are ties, one up and one down, and the loop is right.
 * Because the larger number came second, Kahan's first correction is 2 instead of 1, and the result is too small by 1.
 */
export const kahanNeverWorse: ComparisonClaim = {
  id: 'kahan-never-worse',
  kind: 'comparison',
  status: 'refuted',
  statement: "Kahan's sum is never farther from the exact value than the sum of a plain loop.",
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
    because: 'Two ties, one up and one down, make the plain loop right; the correction is off by one.',
  },
};

/**
 * Belief: with compensation the order of summation no longer matters. Refuted for Kahan's sum: if the correction is
 * larger than what is left of the sum, it comes too late. Only a correctly rounded result is independent of the order.
 */
export const kahanOrderFree: ComparisonClaim = {
  id: 'kahan-order-free',
  kind: 'comparison',
  status: 'refuted',
  statement: "Kahan's sum is the same in every order.",
  formula: 'kahan(x) = kahan(permuted x)',
  source: 'Folklore.',
  runs: [runOf('lastbit/kahan'), runOf('lastbit/kahan', reversed)],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [1, 1],
      [16777216, 1],
      [-16777218, 1],
    ],
    results: [0, -1],
    because: 'After 2^24 the 1 is in the correction; the last step, a tie, does not bring it back.',
  },
};

function reversed(factors: Factors): Factors {
  return [...factors].reverse();
}

/**
 * Belief: Kahan's sum is within two roundings of the sum of absolute values, for any number of terms. Refuted by five
 * terms: where a new term is larger than the sum, the error of their addition is not computed exactly, and half an ulp
 * never reaches the correction. No fewer terms are known to do it; see dot-kahan for what is true. The test uses 2 +
 * 2^-10 in place of 2 + O(n·u), which is far more.
 */
export const kahanTwoRoundings: ComparisonClaim = {
  id: 'kahan-two-roundings',
  kind: 'comparison',
  status: 'refuted',
  statement:
    "Kahan's sum of n numbers is within 2u + O(n·u²) of the exact sum, relative to the sum of absolute values.",
  formula: '|ŝ − s| ≤ (2u + O(n·u²))·Σ|x|',
  source:
    'Goldberg 1991, What every computer scientist should know about floating-point arithmetic, Theorem 8; Higham ' +
    '2002, Accuracy and Stability of Numerical Algorithms, (4.8).',
  runs: [runOf('lastbit/kahan')],
  failedHypothesis: (factors) => (factors.every(([, right]) => right === 1) ? undefined : 'it applies to sums'),
  holds: ([result], exact) =>
    compareDyadic(exactError(result!, exact), multiplyDyadic(exact.absoluteSum, dyadic(2049n, -34))) <= 0,
  refutation: {
    factors: [
      [-0.12496948, 1],
      [2097328.8, 1],
      [-0.12496949, 1],
      [4194648.5, 1],
      [2097151.9, 1],
    ],
    results: [8389130],
    because: 'Where a term is larger than the sum, the correction misses up to half an ulp of it.',
  },
};

/**
 * Belief: Neumaier's sum is correctly rounded, as all errors of its additions are known exactly. Refuted: the sum of
 * these errors is rounded. 1 + 2^-24 + 2^-48, scaled: the errors 1 and 2^-24 add up to 1, and 2^24 + 1 is a tie.
 */
export const neumaierIsCorrectlyRounded: ComparisonClaim = {
  id: 'neumaier-is-correctly-rounded',
  kind: 'comparison',
  status: 'refuted',
  statement: "Neumaier's sum is correctly rounded.",
  formula: 'neumaier(x) = RN(Σx)',
  source: 'Folklore.',
  runs: [runOf('lastbit/neumaier'), runOf('lastbit/correctly-rounded')],
  failedHypothesis: ofAnyFactors,
  holds: equalResults,
  refutation: {
    factors: [
      [16777216, 1],
      [1, 1],
      [5.9604645e-8, 1],
    ],
    results: [16777216, 16777218],
    because: 'The sum of the errors is rounded too.',
  },
};

/**
 * Belief: the three operations of FastTwoSum give the error of any sum. Refuted: with the smaller operand first, its
 * part of the sum cannot be subtracted exactly. 1 + (2^24 + 2) is a tie that goes up by 1. Subtracting 1 is a tie
 * again, and 2 seems to be lost. With the larger operand first it is true: fast-two-sum-exact. Kahan's sum does not
 * check which operand is larger.
 */
export const fastTwoSumAlways: ComparisonClaim = {
  id: 'fast-two-sum-always',
  kind: 'comparison',
  status: 'refuted',
  statement: 'FastTwoSum computes the rounding error of a sum exactly, whichever operand is the larger one.',
  formula: 's = fl(a+b): s + fl(b − fl(s−a)) = a + b',
  source: 'Folklore; and the textbook form of Kahan 1965.',
  runs: [
    { name: 'a + b in binary32', compute: (factors) => fastTwoSum(factors)[0] },
    { name: 'its error by FastTwoSum', compute: (factors) => fastTwoSum(factors)[1] },
  ],
  failedHypothesis: (factors) =>
    factors.length === 2 && factors.every(([, y]) => y === 1) ? undefined : 'it applies to sums of two numbers',
  holds: ([sum, error], exact) => compareDyadic(exactSum(sum!, error!), exact.sum) === 0,
  refutation: {
    factors: [
      [1, 1],
      [16777218, 1],
    ],
    results: [16777220, -2],
    because: 'The sum is too large by 1, but FastTwoSum says 2.',
  },
};

function fastTwoSum(factors: Factors): [sum: number, error: number] {
  const [a, b] = factors.map(([x]) => Math.fround(x)) as [number, number];
  const sum = Math.fround(a + b);
  return [sum, Math.fround(b - Math.fround(sum - a))];
}
