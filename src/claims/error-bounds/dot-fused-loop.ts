import type { OutputClaim } from '../claim.ts';
import { closedHeight, termsOf } from './closed-height.ts';

/**
 * A loop of fused multiply-adds rounds as often as it has terms: the first product, and then each addition with its exact product.
 *
 * Proof. src/claims/error-bounds/closed-height.ts with h = N − 1: the first product passes through n roundings, the others through fewer. (With u in
 * place of v it is Higham's (1+u)^n − 1.) Attained but for a relative n·u by the tie 24929·673 and exact products of 2^-24 of it, each
 * lost. A loop that rounds its products attains more: for what the two are apart see difference-fused-loop.
 */
export const dotFusedLoop: OutputClaim = closedHeight({
  id: 'dot-fused-loop',
  statement: 'A dot product computed by a loop of fused multiply-adds is within n roundings.',
  formula: '|ŝ − s| ≤ ((1+v)^n − 1)·P + n·2^-150·(1+v)^n',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); orders of ours with this tree, without a wide accumulator.',
  source:
    'Proof in src/claims/error-bounds/dot-fused-loop.ts; with u: Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.1.',
  sharp: 'By 24929·673 = 2^24 + 1 first, and then exact products of 1: each is a tie, and lost.',
  schemes: ['sequential', 'reversed', 'column-major'],
  arithmetics: ['fused'],
  height: (_, window) => termsOf(window) - 1,
});
