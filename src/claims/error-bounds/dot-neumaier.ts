import { binary32, type Format, unitRoundoff32 } from '../../float/format.ts';
import type { OutputClaim } from '../claim.ts';
import { compensatedBound, onlyOf } from './compensated.ts';
import { growth, outward, reciprocal } from './outward.ts';

/**
 * Neumaier's sum of rounded products, as src/sums/compensated.ts computes it: one rounding of the result and one of each product, to first
 * order. v = u/(1+u), u = 2^-24, x_k the n rounded products that are not zero (zeros change nothing), S = Σ|x_k|, t = Σx_k.
 *
 *     |ŝ − t| ≤ u·|t| + (1+u)·((1+v)^(n−2) − 1)((1+v)^(n−1) − 1)·S
 *
 * Proof. Each addition's error e_k is computed exactly (Fast2Sum from the larger operand), so t = s_n + Σe_k. The first addition is
 * exact, and |e_k| ≤ v·|s_(k−1) + x_k| ≤ v(1+v)^(k−2)·S, hence Σ|e_k| ≤ ((1+v)^(n−1) − 1)·S. These n−1 numbers are summed one after the
 * other, n−2 roundings: c with |c − Σe_k| ≤ ((1+v)^(n−2) − 1)·Σ|e_k|. The result rounds s_n + c once. (Sum2 of Ogita, Rump and Oishi 2005,
 * SIAM J. Sci. Comput. 26, Proposition 4.5, has the same with γ(n−1)².) Products: |t − exact| ≤ u·P + n·2^-150, S ≤ (1+u)P + n·2^-150.
 * In what is claimed, u stands for v wherever a rounding is single.
 *
 * Hypotheses: inputs finite, 4P below the overflow threshold, round to nearest. The first term is attained, as is the products' one.
 */
export const dotNeumaier: OutputClaim = {
  id: 'dot-neumaier',
  kind: 'output',
  status: 'proven',
  topic: 'compensated',
  statement:
    "Neumaier's sum of rounded products is within one rounding of the result and one of each product, to first order.",
  formula: '|ŝ − s| ≤ u·|t| + (1+u)·((1+v)^(n−2) − 1)((1+v)^(n−1) − 1)·S + u·P + n·2^-150',
  hypotheses: 'Inputs are finite; 4P is below the overflow threshold; lastbit/neumaier.',
  source:
    'Proof in src/claims/error-bounds/dot-neumaier.ts, after Ogita, Rump and Oishi 2005, SIAM J. Sci. Comput. 26, Proposition 4.5.',
  sharp: 'By 24929·673 = 2^24 + 1 and 1: the product ties downward, and so does the sum.',
  inapplicableTo: onlyOf('lastbit/neumaier'),
  boundFor: () => bound,
};

/** Of a sum of n numbers that are not 0, of any format, t and S: what is claimed of |ŝ − t|. */
export function neumaierBound({
  precision,
}: Pick<Format, 'precision'>): (n: number, exact: number, absoluteSum: number) => number {
  const v = reciprocal(2n ** BigInt(precision) + 1n);
  const [u, power] = [2 ** -precision, growth(v, v)];
  return (n, exact, absoluteSum) => u * exact + (1 + u) * outward(power(n - 2) * power(n - 1) * absoluteSum);
}

const boundOf = neumaierBound(binary32);
const u = unitRoundoff32;

const bound = compensatedBound(({ nonZero, absoluteSum, exact }) => {
  if (nonZero === 0) return 0;
  const rounding = outward(u * absoluteSum + nonZero * 2 ** -150);
  return outward(boundOf(nonZero, Math.abs(exact) + rounding, absoluteSum + rounding) + rounding);
});
