import { binary32, type Format, unitRoundoff32 } from '../../float/format.ts';
import type { OutputClaim } from '../claim.ts';
import { compensatedBound, onlyOf } from './compensated.ts';
import { growth, outward, reciprocal } from './outward.ts';

/**
 * Klein's sum of rounded products, as src/sums/compensated.ts computes it: one rounding of the result and one of each product, to first
 * order, and what is lost besides shrinks with the third power of u. v = u/(1+u), u = 2^-24, G_k = (1+v)^k − 1, x_k the n rounded products
 * that are not zero (zeros change nothing), S = Σ|x_k|, t = Σx_k.
 *
 *     |ŝ − t| ≤ u·|t| + (1+u)·(u·(G_(n−1)·S + E) + E),  E = G_(n−1)·G_(n−2)·G_(n−3)·S
 *
 * Proof. The errors c_k of the additions are exact (Fast2Sum from the larger operand), so t = s_n + Σc_k; the first is 0, and Σ|c_k| ≤
 * G_(n−1)·S as for dot-neumaier. Adding these n−1 numbers up, n−2 additions with exact errors d_k, gives Σc_k = cs + Σd_k with Σ|d_k|
 * ≤ G_(n−2)·Σ|c_k|. These n−2 numbers are added up in n−3 additions: ccs with |ccs − Σd_k| ≤ G_(n−3)·Σ|d_k| ≤ E. So |cs + ccs| ≤ |Σc_k| + E ≤
 * G_(n−1)·S + E, of which one rounding is lost in y = fl(cs + ccs), and s_n + y is within v·(G_(n−1)·S + E) + E of t. The result rounds it once.
 * Products: |t − exact| ≤ u·P + n·2^-150, S ≤ (1+u)P + n·2^-150. In what is claimed, u stands for v wherever a rounding is single.
 *
 * Hypotheses: inputs finite, 4P below the overflow threshold, round to nearest. Attained by a product and a sum that both tie downward.
 */
export const dotKlein: OutputClaim = {
  id: 'dot-klein',
  kind: 'output',
  status: 'proven',
  topic: 'compensated',
  statement:
    "Klein's second-order sum of rounded products is within one rounding of the result and one of each product, and loses besides only a second rounding of its correction.",
  formula:
    '|ŝ − s| ≤ u·|t| + (1+u)·(u·(G(n−1)·S + E) + E) + u·P + n·2^-150, E = G(n−1)·G(n−2)·G(n−3)·S, G(k) = (1+v)^k − 1',
  hypotheses: 'Inputs are finite; 4P is below the overflow threshold; lastbit/klein.',
  source:
    'Proof in src/claims/error-bounds/dot-klein.ts; algorithm of Klein 2006, "A generalized Kahan-Babuška-Summation-Algorithm", Computing 76, 279–293.',
  sharp: 'By 24929·673 = 2^24 + 1 and 1: the product ties downward, and so does the sum.',
  inapplicableTo: onlyOf('lastbit/klein'),
  boundFor: () => bound,
};

/** Of a sum of n numbers that are not 0, of any format, t and S: what is claimed of |ŝ − t|. */
export function kleinBound({
  precision,
}: Pick<Format, 'precision'>): (n: number, exact: number, absoluteSum: number) => number {
  const v = reciprocal(2n ** BigInt(precision) + 1n);
  const [u, power] = [2 ** -precision, growth(v, v)];
  return (n, exact, absoluteSum) => {
    const errors = outward(power(n - 1) * absoluteSum);
    const lost = outward(errors * power(n - 2) * power(n - 3));
    const corrections = outward(u * (errors + lost) + lost);
    return u * exact + (1 + u) * corrections;
  };
}

const boundOf = kleinBound(binary32);
const u = unitRoundoff32;

const bound = compensatedBound(({ nonZero, absoluteSum, exact }) => {
  if (nonZero === 0) return 0;
  const rounding = outward(u * absoluteSum + nonZero * 2 ** -150);
  return outward(boundOf(nonZero, Math.abs(exact) + rounding, absoluteSum + rounding) + rounding);
});
