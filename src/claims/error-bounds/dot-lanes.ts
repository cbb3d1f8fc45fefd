import type { OutputClaim } from '../claim.ts';
import { closedHeight, roundingOnce, termsOf } from './closed-height.ts';

/**
 * In k interleaved accumulators, joined by halves, what is left over one by one, a product passes through ⌊N/k⌋ + log2 k + N mod k
 * roundings at most, its own included; N for fewer than k terms.
 *
 * Proof. A lane makes ⌊N/k⌋ − 1 additions, joining them log2 k, and N mod k follow. It is the same with fused multiply-adds: the first product
 * of a lane is rounded, the others in their additions. The rest is src/claims/error-bounds/closed-height.ts. Attained to first order.
 */
export const dotLanes: OutputClaim = closedHeight({
  id: 'dot-lanes',
  statement:
    'A dot product summed in k interleaved accumulators is within as many roundings as a lane has terms, joining the lanes has levels, and terms are left over.',
  formula:
    '|ŝ − s| ≤ ((1+v)^H − 1)·P + n·2^-150·(1+v)^H, H = min(⌊N/k⌋ + log2 k + N mod k, n) for N ≥ k; in binary64 one less',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); orders of ours with this tree, without a wide accumulator.',
  source: 'Proof in src/claims/error-bounds/dot-lanes.ts.',
  sharp:
    'By products 24929·673 = 2^24 + 1, scaled by 2^-24 for each time that a path turns away from the deepest one: all ties, all lost.',
  schemes: ['lanes-4', 'lanes-8', 'lanes-16'],
  arithmetics: roundingOnce,
  height: ({ lanes = 1 }, window) => {
    const n = termsOf(window);
    return n < lanes ? n - 1 : Math.floor(n / lanes) - 1 + Math.log2(lanes) + (n % lanes);
  },
});
