import type { OutputClaim } from '../claim.ts';
import { closedHeight, roundingOnce, termsOf } from './closed-height.ts';

/**
 * In blocks of b terms, then blocks of b such sums, and so on, t levels of them, a product passes through t·(b − 1) additions at most;
 * with N = b^t terms that is between a loop (t = 1) and by halves (b = 2).
 *
 * Proof. Each level adds up at most b numbers one by one, and t levels do for N ≤ b^t; on a level with fewer than b numbers there are fewer
 * additions. So h = Σ (min(b, number on the level) − 1). The rest is src/claims/error-bounds/closed-height.ts. Attained to first order.
 */
export const dotSuperblock: OutputClaim = closedHeight({
  id: 'dot-superblock',
  statement:
    'A dot product summed in blocks of b, these in blocks of b, and so on for t levels, is within t·(b − 1) roundings, and one of each product.',
  formula: '|ŝ − s| ≤ ((1+v)^H − 1)·P + n·2^-150·(1+v)^H, H = min(t·(b−1) + 1, n) for N = b^t',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); orders of ours with this tree, without a wide accumulator.',
  source:
    'Castaldo, Whaley and Chronopoulos 2008, "Reducing floating point error in dot product using the superblock family of algorithms", SIAM J. Sci. Comput. 31, Proposition 3.2, with γ; proof in src/claims/error-bounds/dot-superblock.ts.',
  sharp:
    'By products 24929·673 = 2^24 + 1, scaled by 2^-24 for each time that a path turns away from the deepest one: all ties, all lost.',
  schemes: ['superblock-4'],
  arithmetics: roundingOnce,
  height: ({ block }, window) => {
    const size = Number(block);
    let h = 0;
    for (let sums = termsOf(window); sums > 1; sums = Math.ceil(sums / size)) h += Math.min(size, sums) - 1;
    return h;
  },
});
