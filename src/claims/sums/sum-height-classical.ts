import { dyadic, multiplyDyadic } from '../../float/dyadic.ts';
import { distance } from '../operation-claim.ts';
import type { SumClaim } from '../sum-claim.ts';

/**
 * The bound of the textbooks for a sum by a tree of height h: γ(h) = h·u/(1 − h·u) in place of (1+v)^h − 1.
 *
 * Proof. (1+v)^h − 1 ≤ (1+u)^h − 1 ≤ h·u + (h·u)² + … = γ(h), as the k-th binomial coefficient of h is at most h^k; and sum-height.
 * Hypothesis: h·u < 1. Attained but for terms of second order, as sum-height is.
 */
export const sumHeightClassical: SumClaim = {
  id: 'sum-height-classical',
  kind: 'sum',
  status: 'proven',
  statement: 'A sum by a tree of height h is within γ(h) of the sum of absolute values.',
  formula: '|ŝ − s| ≤ γ(h)·S, γ(h) = h·u/(1 − h·u)',
  hypotheses: 'h·u < 1; nothing overflows.',
  source:
    'Higham 2002, Accuracy and Stability of Numerical Algorithms, section 4.2; proof in src/claims/sums/sum-height-classical.ts.',
  sharp: 'By 1 and n−1 times u in a loop, of height n−1: each is a tie, and lost.',
  trees: 1,
  failedHypothesis: ({ trees: [tree], format: { precision } }) =>
    tree!.height < 2 ** precision ? undefined : 'the tree is too high',
  inequality: ({ exact, absoluteSum, trees: [tree], format: { precision } }) => {
    const h = BigInt(tree!.height);
    return {
      error: multiplyDyadic(distance(tree!.result, exact), dyadic(2n ** BigInt(precision) - h, 0)),
      bound: multiplyDyadic(absoluteSum, dyadic(h, 0)),
    };
  },
};
