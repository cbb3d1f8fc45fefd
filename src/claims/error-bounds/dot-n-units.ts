import { binary32, type Format } from '../../float/format.ts';
import type { OutputClaim } from '../claim.ts';
import { outward } from './outward.ts';
import { roundedProducts, withoutOverflow } from './rounded-products.ts';

/**
 * A dot product of rounded products is within n·u of the absolute sum of its products, in any order and for any n: no terms of second
 * order, no γ. u = 2^-24, P = Σ|x_i·y_i|, n the number of products that are not zero.
 *
 *     |ŝ − s| ≤ n·u·P + (1+n·u)·n·2^-150
 *
 * Proof. From dot-optimal: (n·u + (2n−1)·u²)/(1+u)² ≤ n·u, because n·u·(1+u)² − n·u − (2n−1)·u² = u² + n·u³ > 0; and 1 + (n−1)·v ≤ 1
 * + n·u. Source: Jeannerod and Rump, without underflow; with it, the remark after Theorem 4.2 of their paper of 2018.
 * Hypotheses: inputs finite, P + bound < 2^128(1 − 2^-25). Attained but for a relative n·u.
 */
export const dotNUnits: OutputClaim = {
  id: 'dot-n-units',
  kind: 'output',
  status: 'proven',
  statement:
    'A dot product of rounded products, summed in any order, is within n·u of the sum of absolute products, whatever n is.',
  formula: '|ŝ − s| ≤ n·u·P + (1+n·u)·n·2^-150',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); an order of ours with products and sums rounded to binary32.',
  source:
    'Jeannerod and Rump 2013, "Improved error bounds for inner products in floating-point arithmetic", SIAM J. Matrix Anal. Appl. 34, 338–344; proof in src/claims/error-bounds/dot-n-units.ts.',
  sharp: 'By a loop over 24929·673 = 2^24 + 1 and further products 2^-24 times it: each is a tie, and lost.',
  ...roundedProducts,
  boundFor: () => bound,
};

/** In any format, of n products that are not 0, and P. */
export function nUnitsBound({ precision, minExponent }: Format): (n: number, absoluteSum: number) => number {
  const [unit, half] = [2 ** -precision, 2 ** (minExponent - precision)];
  return (n, absoluteSum) => {
    const relative = n * unit;
    return outward(relative * absoluteSum + (1 + relative) * n * half);
  };
}

const boundOf = nUnitsBound(binary32);
const bound = withoutOverflow(({ nonZero, absoluteSum }) => boundOf(nonZero, absoluteSum));
