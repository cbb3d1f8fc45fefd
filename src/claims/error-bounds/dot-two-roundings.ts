import type { OutputClaim } from '../claim.ts';
import { closedHeight, termsOf } from './closed-height.ts';

/**
 * The loop s = Math.fround(s + x * y) rounds each step to binary64 and then to binary32. That is no fused multiply-add, and can be a little
 * worse than one: by the factor (1+v64) a step, v64 = 2^-53/(1+2^-53).
 *
 * Proof. x·y is exact in binary64, s + x·y is rounded there by a factor 1 + δ, |δ| ≤ v64, and then to binary32, |δ| ≤ v. The first
 * step adds to 0: one rounding. The rest is src/claims/error-bounds/closed-height.ts. Attained but for a relative n·u by 24929·673, and then products of
 * 1 + 2^-29, of which the first rounding makes a tie.
 */
export const dotTwoRoundings: OutputClaim = closedHeight({
  id: 'dot-two-roundings',
  statement:
    'The loop Math.fround(s + x * y) is within n roundings to binary32, and n − 1 of the much smaller ones to binary64.',
  formula: '|ŝ − s| ≤ F·P + n·2^-150·(1+F), F = (1+v)^n·(1+v64)^(n−1) − 1',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); orders of ours with this tree, without a wide accumulator.',
  source: 'Proof in src/claims/error-bounds/dot-two-roundings.ts.',
  sharp:
    'By 24929·673 = 2^24 + 1 first, and then products 177·3033169 = 2^29 + 1 over 2^29: the rounding to binary64 makes them ties, and that to binary32 drops them.',
  schemes: ['sequential'],
  arithmetics: ['two-roundings'],
  height: (_, window) => termsOf(window) - 1,
});
