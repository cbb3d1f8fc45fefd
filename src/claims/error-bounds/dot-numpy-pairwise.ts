import type { OutputClaim } from '../claim.ts';
import { closedHeight, roundingOnce, termsOf } from './closed-height.ts';

/**
 * In the order in which NumPy reduces an axis a product passes through, with its own rounding, H of them: H = N for N < 8; ⌊N/8⌋ + 3 + N
 * mod 8 for 8 ≤ N ≤ 128; beyond, one more than the larger of the two parts. Not monotone: H(127) = 25 and H(128) = 19.
 *
 * Proof. Fewer than eight terms are a loop. Up to 128, each of eight accumulators makes ⌊N/8⌋ − 1 additions, three levels join them, and
 * N mod 8 terms follow one by one. Beyond, N is split at n/2 rounded down to a multiple of 8. See src/sums/schemes/numpy-pairwise-tree.ts,
 * which was compared with NumPy bit for bit; the rest is src/claims/error-bounds/closed-height.ts. Attained to first order.
 */
export const dotNumpyPairwise: OutputClaim = closedHeight({
  id: 'dot-numpy-pairwise',
  statement:
    "A dot product summed in NumPy's pairwise order is within the roundings that eight accumulators, three levels and what is left over make.",
  formula:
    '|ŝ − s| ≤ ((1+v)^min(H,n) − 1)·P + n·2^-150·(1+v)^min(H,n), H = N for N < 8, ⌊N/8⌋ + 3 + N mod 8 up to 128, 1 + the larger H of two parts beyond',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); orders of ours with this tree, without a wide accumulator.',
  source: 'Proof in src/claims/error-bounds/dot-numpy-pairwise.ts.',
  sharp:
    'By products 24929·673 = 2^24 + 1, scaled by 2^-24 for each time that a path turns away from the deepest one: all ties, all lost.',
  schemes: ['numpy-pairwise'],
  arithmetics: roundingOnce,
  height: (_, window) => heightOf(termsOf(window)),
});

function heightOf(n: number): number {
  if (n < 8) return n - 1;
  if (n <= 128) return Math.floor(n / 8) + 2 + (n % 8);
  const half = Math.floor(n / 2);
  const first = half - (half % 8);
  return 1 + Math.max(heightOf(first), heightOf(n - first));
}
