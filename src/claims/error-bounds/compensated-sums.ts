import { binary32, type Format } from '../../float/format.ts';
import type { OutputClaim } from '../claim.ts';
import { ofRoundedProducts, onlyOf } from './compensated-bound.ts';
import { compound, growth, outward, product, reciprocal } from './outward.ts';

/**
 * Kahan's sum of rounded products, as src/sums/compensated.ts computes it. To first order the error is three roundings
 * of the absolute sum and one of each product, for any number of terms. u = 2^-24, v = u/(1+u); x_k are the N rounded
 * products, S = Σ|x_k|, t = Σx_k.
 *
 *     |ŝ − t| ≤ u·|t| + (1+u)·((1+K)(1+4vK)^N − 1)·S,  K = 2v + 6v² + 7v³ + 2v⁴
 *
 * Proof. (1) One step is y = (x−c)(1+η), s' = (s+y)(1+σ), d = (s'−s)(1+γ), c' = (d−y)(1+δ), with all |·| ≤ v: sums of
 * binary32 numbers have no underflow error. Adding up, s' − c' = (s − c) + x + η(x−c) − γ(s'−s) − δ(d−y).
 *
 * (2) If |s| ≥ |y|, the step is Fast2Sum, so γ = δ = 0. Otherwise |s'−s| ≤ (1+2v)|y| and |d−y| ≤ v·2|y| + v(1+2v)|y|.
 * As |y| ≤ (1+v)(|x|+|c|), a step adds at most ε = K(|x|+|c|) to the error of s − c.
 *
 * (3) Let Z_k = Σ_{i≤k}(|x_i| + ε_i) ≥ |s_k − c_k|. Then |c_k| ≤ 4v·Z_k by induction. In the first case |c'| ≤ u|s'|,
 * so |c'| ≤ u/(1−u)·Z_k < 2v·Z_k. In the second case |c'| ≤ (1+v)²v(3+2v)(|x_k| + |c_(k−1)|) ≤ 4v·Z_k.
 *
 * (4) So Z_k ≤ Z_(k−1)(1+4vK) + (1+K)|x_k|, hence Σε ≤ ((1+K)(1+4vK)^N − 1)·S. The result is s_N = (s_(N−1) +
 * y_N)(1+σ), and s_(N−1) + y_N is within Σε of t. For the products, |t − exact| ≤ u·P + n·2^-150 and S ≤ (1+u)P +
 * n·2^-150. In the formula u replaces v for every single rounding. Zeros count in N, because they move the correction
 * along.
 *
 * 4v is enough for v ≤ 1/9, which is three bits. Hypotheses: inputs are finite; 4P is below the overflow threshold;
 * round to nearest. The textbook constant 2u is false: 2.2497·u·S is reached with 5 terms, 2.3748 with 7. Whether 3u is
 * reached is not known.
 */
export const dotKahan: OutputClaim = {
  id: 'dot-kahan',
  kind: 'output',
  status: 'proven',
  topic: 'compensated',
  statement:
    "Kahan's sum of rounded products is off by at most three roundings of their absolute sum, and one of each " +
    'product, however many there are.',
  formula: '|ŝ − s| ≤ u·|t| + (1+u)·((1+K)(1+4vK)^N − 1)·S + u·P + n·2^-150, K = 2v + O(v²)',
  hypotheses: 'Inputs are finite; 4P is below the overflow threshold; the subject is lastbit/kahan.',
  source: 'Proof in src/claims/error-bounds/compensated-sums.ts; algorithm of Kahan 1965, Comm. ACM 8, 40.',
  inapplicableTo: onlyOf('lastbit/kahan'),
  boundFor: () => dotKahanBound,
};

/** The bound on |ŝ − t| for a sum of `terms` numbers of any format of at least three bits, from |t| and S. */
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

const kahan32 = kahanBound(binary32);
const dotKahanBound = ofRoundedProducts(({ terms }, t, absoluteSum) => kahan32(terms, t, outward(absoluteSum)));

/**
 * Neumaier's sum of rounded products, as src/sums/compensated.ts computes it. To first order the error is one rounding
 * of the result and one of each product. v = u/(1+u), u = 2^-24; x_k are the n rounded products that are not zero
 * (zeros change nothing), S = Σ|x_k|, t = Σx_k.
 *
 *     |ŝ − t| ≤ u·|t| + (1+u)·((1+v)^(n−2) − 1)((1+v)^(n−1) − 1)·S
 *
 * Proof. The error e_k of each addition is computed exactly (Fast2Sum from the larger operand), so t = s_n + Σe_k. The
 * first addition is exact, and |e_k| ≤ v·|s_(k−1) + x_k| ≤ v(1+v)^(k−2)·S. Hence Σ|e_k| ≤ ((1+v)^(n−1) − 1)·S. These
 * n−1 numbers are summed one after the other by n−2 roundings, which gives c with |c − Σe_k| ≤ ((1+v)^(n−2) −
 * 1)·Σ|e_k|. The result rounds s_n + c once. (Sum2 of Ogita, Rump and Oishi 2005, SIAM J. Sci. Comput. 26, Proposition
 * 4.5, has the same with γ(n−1)².) For the products, |t − exact| ≤ u·P + n·2^-150 and S ≤ (1+u)P + n·2^-150. In the
 * formula u replaces v for every single rounding.
 *
 * Hypotheses: inputs are finite; 4P is below the overflow threshold; round to nearest. The first term is reached, and
 * so is that of the products.
 */
export const dotNeumaier: OutputClaim = {
  id: 'dot-neumaier',
  kind: 'output',
  status: 'proven',
  topic: 'compensated',
  statement:
    "Neumaier's sum of rounded products suffers one rounding of the result and one of each product, to first order.",
  formula: '|ŝ − s| ≤ u·|t| + (1+u)·((1+v)^(n−2) − 1)((1+v)^(n−1) − 1)·S + u·P + n·2^-150',
  hypotheses: 'Inputs are finite; 4P is below the overflow threshold; the subject is lastbit/neumaier.',
  source:
    'Proof in src/claims/error-bounds/compensated-sums.ts, after Ogita, Rump and Oishi 2005, SIAM J. Sci. Comput. ' +
    '26, Proposition 4.5.',
  sharp: 'Reached by 24929·673 = 2^24 + 1 and 1: the product and the sum are ties that round down.',
  inapplicableTo: onlyOf('lastbit/neumaier'),
  boundFor: () => dotNeumaierBound,
};

/** The bound on |ŝ − t| for a sum of n non-zero numbers of any format, from |t| and S. */
export function neumaierBound({
  precision,
}: Pick<Format, 'precision'>): (n: number, exact: number, absoluteSum: number) => number {
  const v = reciprocal(2n ** BigInt(precision) + 1n);
  const [u, power] = [2 ** -precision, growth(v, v)];
  return (n, exact, absoluteSum) => u * exact + (1 + u) * outward(power(n - 2) * power(n - 1) * absoluteSum);
}

const neumaier32 = neumaierBound(binary32);
const dotNeumaierBound = ofRoundedProducts(({ nonZero }, t, absoluteSum) => neumaier32(nonZero, t, absoluteSum));

/**
 * Klein's sum of rounded products, as src/sums/compensated.ts computes it. To first order the error is one rounding of
 * the result and one of each product; E decreases with the third power of u. v = u/(1+u), u = 2^-24, G_k = (1+v)^k − 1;
 * x_k are the n rounded products that are not zero (zeros change nothing), S = Σ|x_k|, t = Σx_k.
 *
 *     |ŝ − t| ≤ u·|t| + (1+u)·(u·(G_(n−1)·S + E) + E),  E = G_(n−1)·G_(n−2)·G_(n−3)·S
 *
 * Proof. (1) The errors c_k of the additions are exact (Fast2Sum from the larger operand), so t = s_n + Σc_k. The first
 * is 0, and Σ|c_k| ≤ G_(n−1)·S as for dot-neumaier.
 *
 * (2) These n−1 numbers are added by n−2 additions with exact errors d_k. So Σc_k = cs + Σd_k with Σ|d_k| ≤
 * G_(n−2)·Σ|c_k|.
 *
 * (3) These n−2 numbers are added by n−3 additions to ccs, with |ccs − Σd_k| ≤ G_(n−3)·Σ|d_k| ≤ E.
 *
 * (4) So |cs + ccs| ≤ |Σc_k| + E ≤ G_(n−1)·S + E, and y = fl(cs + ccs) loses one rounding of it. s_n + y is within
 * v·(G_(n−1)·S + E) + E of t, and the result rounds it once. For the products, |t − exact| ≤ u·P + n·2^-150 and S ≤
 * (1+u)P + n·2^-150. In the formula u replaces v for every single rounding.
 *
 * Hypotheses: inputs are finite; 4P is below the overflow threshold; round to nearest. It is reached by a product and a
 * sum that both tie downward.
 */
export const dotKlein: OutputClaim = {
  id: 'dot-klein',
  kind: 'output',
  status: 'proven',
  topic: 'compensated',
  statement:
    "Klein's second-order sum of rounded products suffers one rounding of the result and one of each product; all " +
    'it loses besides is a second rounding of its correction.',
  formula:
    '|ŝ − s| ≤ u·|t| + (1+u)·(u·(G(n−1)·S + E) + E) + u·P + n·2^-150, E = G(n−1)·G(n−2)·G(n−3)·S, G(k) = (1+v)^k − 1',
  hypotheses: 'Inputs are finite; 4P is below the overflow threshold; the subject is lastbit/klein.',
  source:
    'Proof in src/claims/error-bounds/compensated-sums.ts; algorithm of Klein 2006, "A generalized ' +
    'Kahan-Babuška-Summation-Algorithm", Computing 76, 279–293.',
  sharp: 'Reached by 24929·673 = 2^24 + 1 and 1: the product and the sum are ties that round down.',
  inapplicableTo: onlyOf('lastbit/klein'),
  boundFor: () => dotKleinBound,
};

/** The bound on |ŝ − t| for a sum of n non-zero numbers of any format, from |t| and S. */
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

const klein32 = kleinBound(binary32);
const dotKleinBound = ofRoundedProducts(({ nonZero }, t, absoluteSum) => klein32(nonZero, t, absoluteSum));
