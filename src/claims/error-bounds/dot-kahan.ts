import { binary32, type Format, unitRoundoff32 } from '../../float/format.ts';
import type { OutputClaim } from '../claim.ts';
import { compensatedBound, onlyOf } from './compensated.ts';
import { compound, growth, outward, product, reciprocal } from './outward.ts';

/**
 * Kahan's sum of rounded products, as src/sums/compensated.ts computes it: three roundings of the products' absolute sum and one of the
 * products, whatever the number of terms, to first order. u = 2^-24, v = u/(1+u), x_k the N rounded products, S = Σ|x_k|, t = Σx_k.
 *
 *     |ŝ − t| ≤ u·|t| + (1+u)·((1+K)(1+4vK)^N − 1)·S,  K = 2v + 6v² + 7v³ + 2v⁴
 *
 * Proof. One step is y = (x−c)(1+η), s' = (s+y)(1+σ), d = (s'−s)(1+γ), c' = (d−y)(1+δ), all |·| ≤ v (binary32 sums have no underflow
 * error). Adding up, s' − c' = (s − c) + x + η(x−c) − γ(s'−s) − δ(d−y). If |s| ≥ |y|, this is Fast2Sum: γ = δ = 0. Otherwise
 * |s'−s| ≤ (1+2v)|y| and |d−y| ≤ v·2|y| + v(1+2v)|y|. As |y| ≤ (1+v)(|x|+|c|), a step adds at most ε = K(|x|+|c|) to the error of s − c.
 * Let Z_k = Σ_{i≤k}(|x_i| + ε_i) ≥ |s_k − c_k|. Then |c_k| ≤ 4v·Z_k by induction: in the first case |c'| ≤ u|s'|, so
 * |c'| ≤ u/(1−u)·Z_k < 2v·Z_k; in the second |c'| ≤ (1+v)²v(3+2v)(|x_k| + |c_(k−1)|) ≤ 4v·Z_k. So Z_k ≤ Z_(k−1)(1+4vK) + (1+K)|x_k|, hence
 * Σε ≤ ((1+K)(1+4vK)^N − 1)·S. The result is s_N = (s_(N−1) + y_N)(1+σ), and s_(N−1) + y_N is within Σε of t.
 * Products: |t − exact| ≤ u·P + n·2^-150, S ≤ (1+u)P + n·2^-150. In what is claimed, u stands for v wherever a rounding is single. Zeros count in N, because they move the correction along.
 *
 * That 4v is enough takes v ≤ 1/9, three bits. Hypotheses: inputs finite, 4P below the overflow threshold, round to nearest. How sharp it is: the textbook constant 2u is false
 * (2.2497·u·S is reached with 5 terms, 2.3748 with 7); whether 3u is reached is not known.
 */
export const dotKahan: OutputClaim = {
  id: 'dot-kahan',
  kind: 'output',
  status: 'proven',
  topic: 'compensated',
  statement:
    "Kahan's sum of rounded products is within three roundings of their absolute sum, and one of each product, however many there are.",
  formula: '|ŝ − s| ≤ u·|t| + (1+u)·((1+K)(1+4vK)^N − 1)·S + u·P + n·2^-150, K = 2v + O(v²)',
  hypotheses: 'Inputs are finite; 4P is below the overflow threshold; lastbit/kahan.',
  source: 'Proof in src/claims/error-bounds/dot-kahan.ts; algorithm of Kahan 1965, Comm. ACM 8, 40.',
  inapplicableTo: onlyOf('lastbit/kahan'),
  boundFor: () => bound,
};

/** Of a sum of so many numbers of any format from three bits on, t and S: what is claimed of |ŝ − t|. */
export function kahanBound({
  precision,
}: Pick<Format, 'precision'>): (terms: number, exact: number, absoluteSum: number) => number {
  const v = reciprocal(2n ** BigInt(precision) + 1n);
  const vv = product(v, v);
  const k = 2n * v + 6n * vv + 7n * product(vv, v) + 2n * product(vv, vv);
  const each = product(4n * v, k);
  const steps = growth(compound(k, each), each);
  const u = 2 ** -precision;
  return (terms, exact, absoluteSum) => u * exact + (1 + u) * steps(terms) * absoluteSum;
}

const boundOf = kahanBound(binary32);
const u = unitRoundoff32;
const bound = compensatedBound(({ terms, nonZero, absoluteSum, exact }) => {
  if (nonZero === 0) return 0;
  const rounding = outward(u * absoluteSum + nonZero * 2 ** -150);
  const sum = outward(absoluteSum + rounding);
  return outward(boundOf(terms, Math.abs(exact) + rounding, sum) + rounding);
});
