import { absDyadic, compareDyadic, dyadic, multiplyDyadic } from '../../float/dyadic.ts';
import { type ComparisonClaim, type Factors, ofAnyFactors, type Run, runOf } from '../comparison-claim.ts';
import { exactError } from '../comparisons/exact-errors.ts';

/**
 * Belief: the relative error of a dot product of n terms is at most n roundings. Refuted: bounds are relative to the
 * sum of absolute products, which does not cancel. Relative to the exact value there is no bound at all. What holds is
 * dot-any-order.
 */
export const errorRelativeToResult: ComparisonClaim = {
  id: 'error-relative-to-result',
  kind: 'comparison',
  status: 'refuted',
  statement: 'The relative error of a dot product of n terms is at most n roundings.',
  formula: '|ŝ − s| ≤ n·u·|s|',
  source: 'Folklore; it is true where no products cancel.',
  runs: [runOf('lastbit/sequential')],
  failedHypothesis: ofAnyFactors,
  holds: ([result], exact, factors) =>
    compareDyadic(
      exactError(result!, exact),
      multiplyDyadic(absDyadic(exact.sum), dyadic(BigInt(factors.length), -24)),
    ) <= 0,
  refutation: {
    factors: [
      [16777216, 1],
      [1, 1],
      [-16777216, 1],
    ],
    results: [0],
    because: 'The error is 1, and so is the exact value.',
  },
};

/**
 * Belief: rounding errors add up like random steps, to √n of them. That is a fair estimate of the usual error, but not
 * a bound. Refuted: both errors of two terms, of the product 24929 · 673 = 2^24 + 1 and of adding 1 to it, go down by
 * nearly u each. (For λ·√n, more than λ² terms do it: see dot-height.)
 */
export const squareRootOfTerms: ComparisonClaim = {
  id: 'square-root-of-terms',
  kind: 'comparison',
  status: 'refuted',
  statement: 'The error of a dot product of n terms is at most √n roundings of the sum of absolute products.',
  formula: '|ŝ − s| ≤ √n·u·P',
  source: 'Rule of thumb.',
  runs: [runOf('lastbit/sequential')],
  failedHypothesis: (factors) => (factors.length === 2 ? undefined : 'it is stated here for two terms'),
  holds: ([result], exact) => {
    const error = exactError(result!, exact);
    const square = multiplyDyadic(exact.absoluteSum, exact.absoluteSum);
    return compareDyadic(multiplyDyadic(error, error), multiplyDyadic(square, dyadic(2n, -48))) <= 0;
  },
  refutation: {
    factors: [
      [24929, 673],
      [1, 1],
    ],
    results: [16777216],
    because: 'The exact sum is 2^24 + 2, and √2 roundings are less than 2.',
  },
};

/**
 * Belief: the probabilistic bound of √n roundings, with a factor of 3 that makes it nearly certain, holds for every
 * input. Refuted: it assumes independent rounding errors, but ties can be chosen at will. Ten errors in one direction
 * are more than 3·√10 = 9.49; for fewer than ten terms n·u itself is below the bound, so none of them can refute it.
 * The test uses 3 + 2^-10 in place of 3, which is more than what the exponential adds.
 */
export const probabilisticBoundAlways: ComparisonClaim = {
  id: 'probabilistic-bound-always',
  kind: 'comparison',
  status: 'refuted',
  statement: 'The error of a dot product of n terms is at most 3·√n roundings.',
  formula: '|ŝ − s| ≤ (exp(3·√n·u + n·u²/(1−u)) − 1)·P',
  source:
    'Higham and Mary 2019, "A new approach to probabilistic rounding error analysis", SIAM J. Sci. Comput. 41, ' +
    'A2815–A2835, read as if it were certain.',
  runs: [runOf('lastbit/sequential')],
  failedHypothesis: ofAnyFactors,
  holds: ([result], exact, factors) => {
    const [error, share] = [exactError(result!, exact), multiplyDyadic(exact.absoluteSum, dyadic(3073n, -34))];
    const square = multiplyDyadic(multiplyDyadic(share, share), dyadic(BigInt(factors.length), 0));
    return compareDyadic(multiplyDyadic(error, error), square) <= 0;
  },
  refutation: {
    factors: [[24929, 673], ...Array.from({ length: 9 }, () => [1, 1] as const)],
    results: [16777216],
    because: 'The product is a tie that rounds down, and so are nine additions of 1.',
  },
};

/**
 * Belief: the error of a dot product that underflows is strictly less than half the smallest subnormal number for each
 * product. Refuted by equality for one product: 2^-149 · ½ is midway between 0 and 2^-149 and rounds to 0. With ≤ in
 * place of < it is true: dot-underflow.
 */
export const underflowStrictlyBelow: ComparisonClaim = {
  id: 'underflow-strictly-below',
  kind: 'comparison',
  status: 'refuted',
  statement:
    'The error of a dot product of n products that underflow is less than n times half the smallest subnormal number.',
  formula: '|ŝ − s| < n·2^-150',
  source:
    'As printed, with a strict sign, in Rump 2012, "Error estimation of floating-point summation and dot product", ' +
    'BIT 52, 201–220, Theorem 4.3.',
  runs: [runOf('lastbit/sequential')],
  failedHypothesis: (factors) => (largest(factors) < 2 ** -126 ? undefined : 'a product does not underflow'),
  holds: ([result], exact, factors) =>
    compareDyadic(exactError(result!, exact), dyadic(BigInt(factors.length), -150)) < 0,
  refutation: {
    factors: [[1.4012985e-45, 0.5]],
    results: [0],
    because: 'A tie is off by exactly half the distance between two numbers.',
  },
};

const largest = (factors: Factors): number => Math.max(...factors.map(([x, y]) => Math.abs(x * y)));

/**
 * Belief: Winograd's convolution is within some multiple of u·P of the exact value, where P is the sum of absolute
 * products, as every direct convolution is. Refuted for a multiple of 1000, and in the same way for any other. The
 * algorithm multiplies sums of pixels by sums of taps, and these products can be far larger than those of the
 * convolution. Here one product of 1 is not zero; a² = 2^26 is added and subtracted again, and the 1 is lost with it.
 *
 * F(2, 3) in one dimension (Winograd 1980, Arithmetic Complexity of Computations; the points 0, 1, −1, ∞) for pixels d
 * and taps g, first output: (d0 − d2)·g0 + (d1 + d2)·(g0 + g1 + g2)/2 + (d2 − d1)·(g0 − g1 + g2)/2. What holds is a
 * bound by the largest pixel times the largest tap.
 */
export const winogradWithinProducts: ComparisonClaim = {
  id: 'winograd-within-products',
  kind: 'comparison',
  status: 'refuted',
  statement: "Winograd's convolution is off by at most 1000 roundings of the sum of absolute products.",
  formula: '|ŷ − y| ≤ 1000·u·P',
  source: 'Folklore: bounds of direct convolution applied to a fast one.',
  runs: [{ name: 'Winograd F(2, 3) in binary32', compute: winograd } satisfies Run],
  failedHypothesis: (factors) => (factors.length === 3 ? undefined : 'three taps'),
  holds: ([result], exact) =>
    compareDyadic(exactError(result!, exact), multiplyDyadic(exact.absoluteSum, dyadic(1000n, -24))) <= 0,
  refutation: {
    factors: [
      [0, 8192],
      [1, 1],
      [8192, 0],
    ],
    results: [0],
    because: 'The products that it adds are −2^26 and twice about 2^25; the 1 is less than half an ulp of them.',
  },
};

function winograd(factors: Factors): number {
  const round = Math.fround;
  const [d0, d1, d2] = factors.map(([pixel]) => pixel) as [number, number, number];
  const [g0, g1, g2] = factors.map(([, tap]) => tap) as [number, number, number];
  const ends = round(g0 + g2);
  const first = round(round(d0 - d2) * g0);
  const second = round(round(d1 + d2) * round(round(ends + g1) / 2));
  const third = round(round(d2 - d1) * round(round(ends - g1) / 2));
  return round(round(first + second) + third);
}
