import { overflowThreshold32 } from '../../float/format.ts';
import type { ErrorBound, OutputClaim } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';
import { outward, reciprocal, upward } from './outward.ts';

/**
 * A correctly rounded dot product is within half an ulp of the exact one: no other number of the format is closer.
 *
 *     binary32: |ŝ − s| ≤ max(v·|s|, min(|s|, 2^-150));   binary64: |ŝ − s| ≤ v64·|s|
 *
 * with v = u/(1+u) for u = 2^-24, and v64 likewise for 2^-53. Hypotheses: inputs are finite; in binary32 |s| < 2^128(1
 * − 2^-25), so that s does not round to ∞. In binary64 nothing underflows or overflows: 2^-298 ≤ |s| < 2^282.
 *
 * Proof. Rounding to nearest has a relative error of at most v (Jeannerod and Rump 2018, "On relative errors of
 * floating-point operations", Mathematics of Computation 87, 803–819, eq. (2)). Below 2^-126 it has an absolute error
 * of at most half of 2^-149 instead. That error is at most |s|, because 0 is a number of the format.
 *
 * It is reached by 24929·673 = 2^24 + 1, by 2^-75·2^-75, and in binary64 by 1 + 2^-53. Every other order breaks the
 * claim, even with a binary64 accumulator: 2^24 + 1 + 2^-30 becomes a tie there.
 */
export const dotCorrectlyRounded: OutputClaim = {
  id: 'dot-correctly-rounded',
  kind: 'output',
  status: 'proven',
  statement: 'A correctly rounded dot product is within half an ulp of the exact value.',
  formula: '|ŝ − s| ≤ max(v·|s|, min(|s|, 2^-150)); in binary64 v64·|s|',
  hypotheses: 'Inputs are finite; in binary32 |s| < 2^128·(1 − 2^-25); the subject promises correct rounding.',
  source:
    'Jeannerod and Rump 2018, Mathematics of Computation 87, 803–819, eq. (2); src/claims/error-bounds/exactness.ts.',
  sharp: 'Reached by 24929·673 = 2^24 + 1, a tie; for underflow by 2^-75·2^-75; in binary64 by 1 + 2^-53.',
  inapplicableTo: ({ summation }) =>
    summation === 'exact' ? undefined : 'it does not promise to be correctly rounded',
  boundFor: ({ format }) => (format === 'binary64' ? bound64 : bound32),
};

const v = upward(reciprocal(2n ** 24n + 1n));
const v64 = upward(reciprocal(2n ** 53n + 1n));
const nonFinite = 'an input is NaN or infinite';

const bound32: ErrorBound = {
  bound: ({ exact }) => outward(Math.max(v * Math.abs(exact), Math.min(Math.abs(exact), 2 ** -150))),
  failedHypothesis: ({ finiteInputs, exact }) => {
    if (!finiteInputs) return nonFinite;
    // 1 + 2^-50 makes up for an estimate of s from below.
    return Math.abs(exact) * (1 + 2 ** -50) < overflowThreshold32 ? undefined : 'the exact value rounds to infinity';
  },
};

const bound64: ErrorBound = {
  bound: ({ exact }) => outward(v64 * Math.abs(exact)),
  failedHypothesis: ({ finiteInputs }) => (finiteInputs ? undefined : nonFinite),
};

/**
 * On a grid that is coarse enough nothing is rounded, so every order of summation gives the exact value, to the bit.
 * Integers are on such a grid while the sum of their absolute products is at most 2^24.
 *
 *     All x_i·y_i are multiples of 2^k, and P = Σ|x_i·y_i| ≤ 2^(k+24), in binary64 2^(k+52):   ŝ = s
 *
 * Other hypotheses: inputs are finite; in binary32 P < 2^128, k ≥ −126, and no factor is subnormal, so that it does not
 * matter what is flushed. It applies to every tree, fused, wide or neither, and to the compensated algorithms.
 *
 * Proof. Every partial sum, of products or of products and partial sums, is a multiple of 2^k and at most P ≤ 2^(k+24)
 * in size. So it is a number of the format. (In binary64 2^(k+53) would be enough, but P itself is known in binary64
 * only.) So each operation gives its exact value, rounding to nearest or otherwise, by induction over the tree.
 * Compensated algorithms compute the exact errors, which are 0. In binary64 nothing underflows, because k ≥ −298.
 *
 * Transforms with fractions (Winograd F(4×4)), inputs rounded to fewer bits, and wrong indices break the claim: they do
 * not add the products themselves.
 */
export const dotExactGrid: OutputClaim = {
  id: 'dot-exact-grid',
  kind: 'output',
  status: 'proven',
  topic: 'exactness',
  mostDiscarded: {
    share: 0.95,
    because: 'most inputs are on no coarse grid; distributions of small integers and the like are',
  },
  statement:
    'If all products are multiples of a power of two, and their absolute sum is at most 2^24 times that power (2^52 ' +
    'in binary64, 2^11 in binary16, 2^8 in bfloat16), every order gives the exact value.',
  formula: '2^k | x_i·y_i, P ≤ 2^(k+24): ŝ = s; in binary64 P ≤ 2^(k+52)',
  hypotheses: 'Inputs are finite; k ≥ −126, P < 2^128 (k ≥ −14, P < 2^16 in binary16) and no factor is subnormal.',
  source: 'Proof in src/claims/error-bounds/exactness.ts.',
  inapplicableTo: () => undefined,
  boundFor: ({ format }: SubjectTraits) => bounds[format],
};

const bounds: Readonly<Record<SubjectTraits['format'], ErrorBound>> = {
  binary32: exactWithin(24, -126, 2 ** 128),
  binary64: exactWithin(52, -298, Number.POSITIVE_INFINITY),
  binary16: exactWithin(11, -14, 2 ** 16),
  bfloat16: exactWithin(8, -126, 2 ** 128),
};

function exactWithin(precision: number, lowest: number, below: number): ErrorBound {
  return {
    bound: () => 0,
    failedHypothesis: (facts) => {
      if (!facts.finiteInputs) return 'an input is NaN or infinite';
      if (facts.nonZero === 0) return undefined;
      const grid = facts.grid();
      if (facts.absoluteSum > 2 ** (grid + precision)) return 'the grid of the products is too fine';
      if (precision === 52) return undefined;
      if (grid < lowest || facts.absoluteSum >= below) return 'the products are out of range';
      return facts.subnormalSum(lowest) === 0 ? undefined : 'a factor is subnormal';
    },
  };
}
