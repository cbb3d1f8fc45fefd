import { addDyadic, dyadicOf, dyadicZero, multiplyDyadic } from '../../float/dyadic.ts';
import { distance } from '../operation-claim.ts';
import { anySum, growthFraction, type SumClaim, withinGrowth } from '../sum-claim.ts';

/**
 * Two orders of the same numbers differ by at most the sum of their heights in roundings of S = Σ|x|: sharper than what follows from
 * bounds for dot products, since the roundings of products that both share cancel.
 *
 * Proof. |ŝ_A − ŝ_B| ≤ |ŝ_A − s| + |ŝ_B − s|, the triangle inequality, and sum-height for both. Attained to first order by nine
 * terms in eight lanes and in blocks of three: see difference-same-products.
 */
export const differenceByHeight: SumClaim = {
  id: 'difference-by-height',
  kind: 'sum',
  status: 'proven',
  topic: 'differences',
  statement:
    'Two sums of the same numbers by trees of heights h and k differ by at most h + k roundings of the sum of absolute values, to first order.',
  formula: '|ŝ_A − ŝ_B| ≤ ((1+v)^h + (1+v)^k − 2)·S',
  hypotheses: 'Nothing overflows.',
  source: 'Triangle inequality on sum-height.',
  sharp:
    'By 2^24, 3, 3, 2, 1, 0, 2, 0, 1 in eight lanes, which round four ties down, and in blocks of three, which round four up.',
  trees: 2,
  failedHypothesis: anySum,
  inequality: ({ absoluteSum, trees: [one, other], format: { precision } }) => {
    const first = withinGrowth(distance(one!.result, dyadicOf(other!.result)), one!.height, absoluteSum, precision);
    const second = withinGrowth(dyadicZero, other!.height, absoluteSum, precision);
    const [scale, otherScale] = [one!, other!].map((tree) => growthFraction(tree.height, precision).under);
    return {
      error: multiplyDyadic(first.error, otherScale!),
      bound: addDyadic(multiplyDyadic(first.bound, otherScale!), multiplyDyadic(second.bound, scale!)),
    };
  },
};
