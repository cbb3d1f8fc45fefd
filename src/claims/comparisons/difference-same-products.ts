import { compareDyadic, dyadicOf, dyadicZero } from '../../float/dyadic.ts';
import { binary32 } from '../../float/format.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { subjectId } from '../../sums/subject-id.ts';
import { height } from '../../sums/tree-measures.ts';
import { type ComparisonClaim, type Factors, runOf } from '../comparison-claim.ts';
import { exactSum, type Inequality } from '../operation-claim.ts';
import { differenceByHeight } from '../sums/difference-by-height.ts';
import { drawFactors, ofModestSums } from './orders-of-ours.ts';
import { within } from './relation-errors.ts';

const names = ['sequential', 'reversed', 'pairwise', 'numpy-pairwise', 'lanes-8', 'blocked-3'];
const compared = algorithms.filter(({ name, format }) => names.includes(name) && format === 'binary32');

/**
 * Two orders of ours that round the same products before they add them differ by what their additions do, and not by what the rounding of
 * products does: (h_A + h_B)·u to first order, in place of the (h_A + 1 + h_B + 1)·u of their two bounds.
 *
 *     |ŝ_A − ŝ_B| ≤ ((1+v)^h_A + (1+v)^h_B − 2)·Σ|fl(x_i·y_i)|
 *
 * Proof. difference-by-height for the sums of the same numbers fl(x_i·y_i). Hypothesis: Σ|x_i·y_i| < 2^100. Underflow of products does
 * no harm, as both have the same ones. Attained to first order by eight lanes against blocks of three, nine terms: 2^24 takes part in four
 * additions of either, each a tie, since what is added is odd and 2^24 and numbers above are 2 apart. The lanes add 1, 3 + 2, 3 + 0 + 2 + 0 and 1, and round
 * each down to a multiple of 4; the blocks add 3, 3, 2 + 1 + 0 and 2 + 0 + 1, and round each up to 4.
 */
export const differenceSameProducts: ComparisonClaim = {
  id: 'difference-same-products',
  kind: 'comparison',
  status: 'proven',
  topic: 'differences',
  statement:
    'Two orders that round the same products differ by at most the roundings of their additions: the roundings of products cancel.',
  formula: '|ŝ_A − ŝ_B| ≤ ((1+v)^h_A + (1+v)^h_B − 2)·Σ|fl(x·y)|',
  hypotheses: 'P < 2^100.',
  source: 'Proof in src/claims/comparisons/difference-same-products.ts.',
  sharp:
    'By 2^24, 3, 3, 2, 1, 0, 2, 0, 1 in eight lanes, which round four ties down, and in blocks of three, which round four up.',
  runs: compared.map((order) => runOf(subjectId(order))),
  failedHypothesis: ofModestSums,
  ...within((results, _, factors) => worst(results, factors)),
  draw: drawFactors,
  sharpExample: [2 ** 24, 3, 3, 2, 1, 0, 2, 0, 1].map((x) => [x, 1] as const),
};

/** By difference-by-height of each two of them: one that breaks it, or else the one that takes most of its bound. */
function worst(results: readonly number[], factors: Factors): Inequality {
  const products = factors.map(([x, y]) => Math.fround(Math.fround(x) * Math.fround(y)));
  const heights = heightsOf(factors.length);
  const quick = quickly(results, heights, products);
  if (quick !== undefined) return quick;
  const absoluteSum = exactSum(...products.map(Math.abs));
  const trees = compared.map((order, i) => {
    const tree = order.tree(factors.length)!;
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
  const heights = known.get(n) ?? compared.map((order) => height(order.tree(n)!));
  known.set(n, heights);
  return heights;
}

/** The same in binary64, undefined unless it certainly holds: v > (1 − 2^-23)·2^-24, and binary64 is off by less than 2^-30 here. */
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
