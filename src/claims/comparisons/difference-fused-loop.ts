import { dyadic, multiplyDyadic } from '../../float/dyadic.ts';
import { type ComparisonClaim, runOf } from '../comparison-claim.ts';
import { growthFraction } from '../sum-claim.ts';
import { drawFactors, ofNoSmallProducts } from './orders-of-ours.ts';
import { exactDifference, within } from './relation-errors.ts';

/**
 * A loop of fused multiply-adds and one that rounds its products differ by at most 2(n−1) roundings of the sum of absolute products, to
 * first order, and not by the 2n of their two bounds.
 *
 *     |a − b| ≤ 2(n−1)·u·(1+v)^n·P
 *
 * Hypotheses: no product but zero is below 2^-125; P < 2^100. So no product underflows, and where a sum does, its error of at most 2^-150
 * is below the v·P_k and the u·2^(e−1) that stand for it here.
 *
 * Proof. Let p_k be the products, q_k = fl(p_k), a_k = fl(a_(k−1) + q_k), b_k = fl(b_(k−1) + p_k), a_1 = b_1 = q_1, D_k = |a_k − b_k|,
 * P_k = Σ_(i≤k)|p_i|. Sums before their rounding are at most (1+v)^(k−1)·P_k in a and b, and off by v of it afterwards. So D_k ≤
 * D_(k−1) + v·|p_k| + 2v·(1+v)^(k−1)·P_k, and it is claimed that D_2 ≤ 2u·(1+v)·P_2, without the term v·|p_2|. Then, v being below u, D_n ≤ u·(1+v)^n·
 * (2·Σ_(2≤k≤n)P_k + Σ_(k≥3)|p_k|), and each |p_k|, k ≥ 3, is counted 2(n−k+1) + 1 ≤ 2(n−1) times, |p_1| and |p_2| 2(n−1) times.
 * D_2: let 2^e ≤ |p_2| < 2^(e+1), α = a_1 + q_2, β = a_1 + p_2, |α − β| ≤ u·2^e. If 2^f ≤ |β| < 2^(f+1), f ≥ e, numbers there are 2u·2^f
 * apart (u·2^f just below 2^f): α and β are at most half of that apart, so that their roundings are neighbours or equal there: D_2 ≤
 * 2u·2^f ≤ 2u·|β|. If |β| < 2^e, it is rounded by at most u·2^(e−1), and so is α, or α goes to ±2^e, which is at most u·2^e from
 * what β goes to: D_2 ≤ u·2^e + 2·u·2^(e−1) ≤ 2u·|p_2|. And |β| ≤ (1+v)·P_2.
 *
 * Attained to first order by 4096² = 2^24, and then products 24929·673·2^-24 = 1 + 2^-24: added exactly they go up to 2, rounded they are 1
 * and lost, as ties are.
 */
export const differenceFusedLoop: ComparisonClaim = {
  id: 'difference-fused-loop',
  kind: 'comparison',
  status: 'proven',
  topic: 'differences',
  statement:
    'A loop of fused multiply-adds and one that rounds its products differ by at most 2(n − 1) roundings of the sum of absolute products.',
  formula: '|a − b| ≤ 2(n−1)·u·(1+v)^n·P',
  hypotheses: 'No product but zero is below 2^-125; P < 2^100.',
  source: 'Proof in src/claims/comparisons/difference-fused-loop.ts.',
  sharp:
    'By 4096² = 2^24 and then 24929·673·2^-24 = 1 + 2^-24: the fused loop rounds every one up, the other loses it.',
  runs: [runOf('lastbit/sequential-fused'), runOf('lastbit/sequential')],
  failedHypothesis: ofNoSmallProducts(-125),
  ...within(([fused, rounded], exact, factors) => {
    const n = factors.length;
    const { over, under } = growthFraction(n, 24);
    const units = dyadic(BigInt(2 * (n - 1)), -24);
    return {
      error: multiplyDyadic(exactDifference(fused!, rounded!), under),
      bound: multiplyDyadic(multiplyDyadic(units, over), exact.absoluteSum),
    };
  }),
  draw: drawFactors,
  sharpExample: [[4096, 4096], ...Array.from({ length: 8 }, () => [24929 * 2 ** -12, 673 * 2 ** -12] as const)],
};
