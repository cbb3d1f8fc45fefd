import { compareDyadic, dyadic, dyadicOf, dyadicZero, multiplyDyadic } from '../../float/dyadic.ts';
import { binary32 } from '../../float/format.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { subjectId } from '../../sums/subject-id.ts';
import { height } from '../../sums/tree-measures.ts';
import { type ComparisonClaim, type Factors, runOf } from '../comparison-claim.ts';
import { exactSum, type Inequality } from '../operation-claim.ts';
import { growthFraction } from '../sum-claim.ts';
import { differenceByHeight } from '../sums/height.ts';
import { exactDifference, within } from './exact-errors.ts';
import { drawFactors, ofModestSums, ofNoSmallProducts } from './random-factors.ts';

const names = ['sequential', 'reversed', 'pairwise', 'numpy-pairwise', 'lanes-8', 'blocked-3'];
const compared = algorithms.filter(({ name, format }) => names.includes(name) && format === 'binary32');

/**
 * Two algorithms of lastbit that round the same products before they add them differ only by their additions: by (h_A +
 * h_B)·u to first order, instead of the (h_A + 1 + h_B + 1)·u of their two bounds.
 *
 *     |ŝ_A − ŝ_B| ≤ ((1+v)^h_A + (1+v)^h_B − 2)·Σ|fl(x_i·y_i)|
 *
 * Proof. difference-by-height for the sums of the same numbers fl(x_i·y_i). Hypothesis: Σ|x_i·y_i| < 2^100. Underflow
 * of products does not matter, because both have the same products.
 *
 * It is reached to first order by eight lanes against blocks of three, with nine terms. 2^24 takes part in four
 * additions of either. Each is a tie, because an odd number is added, and numbers from 2^24 on are 2 apart. The lanes
 * add 1, 3 + 2, 3 + 0 + 2 + 0 and 1, and round each down to a multiple of 4. The blocks add 3, 3, 2 + 1 + 0 and 2 + 0 +
 * 1, and round each up to 4.
 */
export const differenceSameProducts: ComparisonClaim = {
  id: 'difference-same-products',
  kind: 'comparison',
  status: 'proven',
  topic: 'differences',
  statement:
    'Two summation algorithms that round the same products differ by at most the roundings of their additions: the ' +
    'roundings of products cancel.',
  formula: '|ŝ_A − ŝ_B| ≤ ((1+v)^h_A + (1+v)^h_B − 2)·Σ|fl(x·y)|',
  hypotheses: 'P < 2^100.',
  source: 'Proof in src/claims/comparisons/differences.ts.',
  sharp:
    'Reached by 2^24, 3, 3, 2, 1, 0, 2, 0, 1: eight lanes round four ties down, and blocks of three round four ties ' +
    'up.',
  runs: compared.map((algorithm) => runOf(subjectId(algorithm))),
  failedHypothesis: ofModestSums,
  ...within((results, _, factors) => worst(results, factors)),
  draw: drawFactors,
  sharpExample: [2 ** 24, 3, 3, 2, 1, 0, 2, 0, 1].map((x) => [x, 1] as const),
};

/**
 * The inequality of difference-by-height for the worst pair of runs: one that breaks it, or else the one with the
 * largest share of its bound.
 */
function worst(results: readonly number[], factors: Factors): Inequality {
  const products = factors.map(([x, y]) => Math.fround(Math.fround(x) * Math.fround(y)));
  const heights = heightsOf(factors.length);
  const quick = quickly(results, heights, products);
  if (quick !== undefined) return quick;
  const absoluteSum = exactSum(...products.map(Math.abs));
  const trees = compared.map((algorithm, i) => {
    const tree = algorithm.tree(factors.length)!;
    return { tree, height: heights[i]!, nodes: [], result: results[i]! };
  });
  const all = trees.flatMap((one, i) =>
    trees.slice(0, i).map((other) => {
      const sums = { terms: products, format: binary32, exact: dyadicZero, absoluteSum, trees: [one, other] };
      const share = Math.abs(one.result - other.result) / Math.max(one.height + other.height, 1);
      return { ...differenceByHeight.inequality(sums), share };
    }),
  );
  const broken = all.find(({ error, bound }) => compareDyadic(error, bound) > 0);
  return broken ?? all.reduce((most, pair) => (pair.share > most.share ? pair : most));
}

const known = new Map<number, readonly number[]>();

function heightsOf(n: number): readonly number[] {
  const heights = known.get(n) ?? compared.map((algorithm) => height(algorithm.tree(n)!));
  known.set(n, heights);
  return heights;
}

/**
 * The same inequality in binary64; undefined unless it certainly holds: v > (1 − 2^-23)·2^-24, and binary64 is off by
 * less than 2^-30 here.
 */
function quickly(
  results: readonly number[],
  heights: readonly number[],
  products: readonly number[],
): Inequality | undefined {
  const unit = (1 - 2 ** -22) * 2 ** -24 * products.reduce((sum, product) => sum + Math.abs(product), 0);
  let [error, bound] = [0, 0];
  for (let i = 0; i < results.length; i++) {
    for (let j = 0; j < i; j++) {
      const [apart, most] = [Math.abs(results[i]! - results[j]!), (heights[i]! + heights[j]!) * unit];
      if (apart > most) return undefined;
      if (apart * bound > error * most || bound === 0) [error, bound] = [apart, most];
    }
  }
  return { error: dyadicOf(error), bound: dyadicOf(bound) };
}

/**
 * A loop of fused multiply-adds and a loop that rounds its products differ by at most 2(n−1) roundings of the sum of
 * absolute products, to first order. That is less than the 2n of their two bounds.
 *
 *     |a − b| ≤ 2(n−1)·u·(1+v)^n·P
 *
 * Hypotheses: every product is 0 or at least 2^-125 in size; P < 2^100. So no product underflows. If a sum underflows,
 * its error of at most 2^-150 is below the v·P_k and the u·2^(e−1) that replace it here.
 *
 * Proof. Let p_k be the products, q_k = fl(p_k), a_k = fl(a_(k−1) + q_k), b_k = fl(b_(k−1) + p_k), a_1 = b_1 = q_1, D_k
 * = |a_k − b_k|, P_k = Σ_(i≤k)|p_i|.
 *
 * (1) Sums before their rounding are at most (1+v)^(k−1)·P_k in a and b, and rounding changes them by at most v times
 * that. So D_k ≤ D_(k−1) + v·|p_k| + 2v·(1+v)^(k−1)·P_k.
 *
 * (2) D_2 ≤ 2u·(1+v)·P_2, without the term v·|p_2|. Let 2^e ≤ |p_2| < 2^(e+1), α = a_1 + q_2, β = a_1 + p_2. Then |α −
 * β| ≤ u·2^e. First case: 2^f ≤ |β| < 2^(f+1) with f ≥ e. Numbers there are 2u·2^f apart (u·2^f just below 2^f). α and
 * β are at most half of that apart, so they round to the same number or to neighbours: D_2 ≤ 2u·2^f ≤ 2u·|β|, and |β| ≤
 * (1+v)·P_2. Second case: |β| < 2^e. It is rounded by at most u·2^(e−1). So is α, or α goes to ±2^e, which is at most
 * u·2^e from what β goes to. So D_2 ≤ u·2^e + 2·u·2^(e−1) ≤ 2u·|p_2|.
 *
 * (3) As v < u, D_n ≤ u·(1+v)^n·(2·Σ_(2≤k≤n)P_k + Σ_(k≥3)|p_k|). Each |p_k| with k ≥ 3 is counted 2(n−k+1) + 1 ≤ 2(n−1)
 * times, and |p_1| and |p_2| are counted 2(n−1) times.
 *
 * It is reached to first order by 4096² = 2^24, and then products 24929·673·2^-24 = 1 + 2^-24. Added exactly, each
 * rounds up to 2. Rounded first, each is 1 and is lost in a tie.
 */
export const differenceFusedLoop: ComparisonClaim = {
  id: 'difference-fused-loop',
  kind: 'comparison',
  status: 'proven',
  topic: 'differences',
  statement:
    'A loop of fused multiply-adds and a loop that rounds its products differ by at most 2(n − 1) roundings of the ' +
    'sum of absolute products, to first order.',
  formula: '|a − b| ≤ 2(n−1)·u·(1+v)^n·P',
  hypotheses: 'No product other than zero is below 2^-125; P < 2^100.',
  source: 'Proof in src/claims/comparisons/differences.ts.',
  sharp:
    'Reached to first order by 4096² = 2^24 and then products 24929·673·2^-24 = 1 + 2^-24: the fused loop rounds ' +
    'each of them up, the other loses it.',
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
