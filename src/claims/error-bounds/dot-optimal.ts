import { binary32, type Format } from '../../float/format.ts';
import type { OutputClaim } from '../claim.ts';
import { outward, product, reciprocal, upward } from './outward.ts';
import { roundedProducts, withoutOverflow } from './rounded-products.ts';

/**
 * The sharpest bound of its form for a dot product of rounded products, in any order and for any n. u = 2^-24, v = u/(1+u), P =
 * Σ|x_i·y_i|, n the number of products that are not zero.
 *
 *     |ŝ − s| ≤ ζ·P + (1+(n−1)·v)·n·2^-150,  ζ = n·v + (n−1)·v² = (n·u + (2n−1)·u²)/(1+u)²
 *
 * Proof. Products are off by v·|p_i| + 2^-150 each (multiply-relative), so that Σ|fl(p_i)| ≤ (1+v)·P + n·2^-150. Their sum is off by
 * (n−1)·v of that (sum-any-order; products that are zero add exactly, and additions do not underflow). Together: v·P + n·2^-150 +
 * (n−1)·v·((1+v)·P + n·2^-150).
 * Hypotheses: inputs finite, P + bound < 2^128(1 − 2^-25). Attained but for a relative n·u; with n·u² in the place of that only 1 − 1/E
 * is known, see sum-tree-number.
 */
export const dotOptimal: OutputClaim = {
  id: 'dot-optimal',
  kind: 'output',
  status: 'proven',
  statement:
    'A dot product of rounded products, summed in any order, is within ζ of the sum of absolute products, a little less than n·u.',
  formula: '|ŝ − s| ≤ (n·u + (2n−1)·u²)/(1+u)²·P + (1+(n−1)·v)·n·2^-150',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); an order of ours with products and sums rounded to binary32.',
  source:
    'Jeannerod and Rump 2018, "On relative errors of floating-point operations", Mathematics of Computation 87, 803–819, Theorem 4.2; proof in src/claims/error-bounds/dot-optimal.ts.',
  sharp: 'By a loop over 24929·673 = 2^24 + 1 and further products 2^-24 times it: each is a tie, and lost.',
  ...roundedProducts,
  boundFor: () => bound,
};

/** In any format, of n products that are not 0, and P. */
export function optimalBound({ precision, minExponent }: Format): (n: number, absoluteSum: number) => number {
  const v = reciprocal(2n ** BigInt(precision) + 1n);
  const [first, second] = [upward(v), upward(product(v, v))];
  const half = 2 ** (minExponent - precision);
  return (n, absoluteSum) => {
    if (n === 0) return 0;
    const zeta = n * first + (n - 1) * second;
    return outward(zeta * absoluteSum + (1 + (n - 1) * first) * n * half);
  };
}

const boundOf = optimalBound(binary32);
const bound = withoutOverflow(({ nonZero, absoluteSum }) => boundOf(nonZero, absoluteSum));
