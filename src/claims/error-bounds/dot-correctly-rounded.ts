import { overflowThreshold32 } from '../../float/format.ts';
import type { ErrorBound, OutputClaim } from '../claim.ts';
import { outward, reciprocal, upward } from './outward.ts';

/**
 * A correctly rounded dot product is within half an ulp of the exact one: no other result of its format can be nearer.
 *
 *     binary32: |ŝ − s| ≤ max(v·|s|, min(|s|, 2^-150));   binary64: |ŝ − s| ≤ v64·|s|
 *
 * with v = u/(1+u) for u = 2^-24, v64 likewise for 2^-53. Hypotheses: inputs finite; in binary32 |s| < 2^128(1 − 2^-25), so that s does
 * not round to ∞. In binary64 nothing under- or overflows, 2^-298 ≤ |s| < 2^282.
 *
 * Proof. Rounding to nearest has a relative error of at most v (Jeannerod and Rump 2018, "On relative errors of floating-point operations",
 * Mathematics of Computation 87, 803–819, eq. (2)); below 2^-126 an error of at most half of 2^-149 in its place, and of at most |s|, as 0
 * is a number of the format. Attained by 24929·673 = 2^24 + 1, by 2^-75·2^-75, and in binary64 by 1 + 2^-53.
 * Every other order breaks it, binary64 accumulation included: 2^24 + 1 + 2^-30, accumulated in binary64, ties.
 */
export const dotCorrectlyRounded: OutputClaim = {
  id: 'dot-correctly-rounded',
  kind: 'output',
  status: 'proven',
  statement: 'A correctly rounded dot product is within half an ulp of the exact value.',
  formula: '|ŝ − s| ≤ max(v·|s|, min(|s|, 2^-150)); in binary64 v64·|s|',
  hypotheses:
    'Inputs are finite; in binary32 |s| < 2^128·(1 − 2^-25); a subject that promises to be correctly rounded.',
  source:
    'Jeannerod and Rump 2018, Mathematics of Computation 87, 803–819, eq. (2); src/claims/error-bounds/dot-correctly-rounded.ts.',
  sharp: 'By 24929·673 = 2^24 + 1, a tie; underflow by 2^-75·2^-75; binary64 by 1 + 2^-53.',
  inapplicableTo: ({ summation: algorithm }) =>
    algorithm === 'exact' ? undefined : 'it does not promise to be correctly rounded',
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
