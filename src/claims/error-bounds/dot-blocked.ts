import type { OutputClaim } from '../claim.ts';
import { closedHeight, roundingOnce, termsOf } from './closed-height.ts';

/**
 * In blocks of b terms, and then their sums one by one, a product passes through b − 1 + ⌈N/b⌉ − 1 additions at most: least, about 2√N,
 * for blocks of √N.
 *
 * Proof. The first block is the deepest: min(b, N) − 1 additions in it, and ⌈N/b⌉ − 1 of blocks. The rest is src/claims/error-bounds/closed-height.ts.
 * (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.1, has γ.) Attained to first order.
 */
export const dotBlocked: OutputClaim = closedHeight({
  id: 'dot-blocked',
  statement:
    'A dot product summed in blocks, and then block by block, is within as many roundings as a block has terms and as there are blocks.',
  formula: '|ŝ − s| ≤ ((1+v)^H − 1)·P + n·2^-150·(1+v)^H, H = min(min(b,N) + ⌈N/b⌉ − 1, n); in binary64 one less',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); orders of ours with this tree, without a wide accumulator.',
  source:
    'Proof in src/claims/error-bounds/dot-blocked.ts; with γ: Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.1.',
  sharp:
    'By products 24929·673 = 2^24 + 1, scaled by 2^-24 for each time that a path turns away from the deepest one: all ties, all lost.',
  schemes: ['blocked-3', 'blocked-8', 'blocked-rows'],
  arithmetics: roundingOnce,
  height: ({ block }, window) => {
    const n = termsOf(window);
    const size = typeof block === 'number' ? block : window.columns * window.channels;
    return Math.min(size, n) - 1 + Math.ceil(n / size) - 1;
  },
});
