import { distance } from '../operation-claim.ts';
import { anySum, type SumClaim, withinGrowth } from '../sum-claim.ts';

/**
 * A sum is off by as many roundings of S = Σ|x| as its tree is high, and not by as many as there are additions.
 *
 * Proof. Each term passes through at most h additions, each with a factor 1 + δ, |δ| ≤ v (add-relative; underflow included). So ŝ =
 * Σx_i·Π(1+δ), and |Π(1+δ) − 1| ≤ (1+v)^h − 1. (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 4.2, has γ(h) for
 * it.) Attained to first order by the ties of src/sums/worst-input.test-support.ts.
 */
export const sumHeight: SumClaim = {
  id: 'sum-height',
  kind: 'sum',
  status: 'proven',
  statement:
    'A sum by a tree of height h is within h roundings of the sum of absolute values, with what follows in higher order.',
  formula: '|ŝ − s| ≤ ((1+v)^h − 1)·S',
  hypotheses: 'Nothing overflows.',
  source: 'Proof in the file.',
  sharp: 'By 1 and n−1 times u, one after the other: each is a tie, and lost.',
  trees: 1,
  failedHypothesis: anySum,
  inequality: ({ exact, absoluteSum, trees: [tree], format: { precision } }) =>
    withinGrowth(distance(tree!.result, exact), tree!.height, absoluteSum, precision),
};
