import { dyadic, dyadicOf, multiplyDyadic } from '../../float/dyadic.ts';
import type { SummationTree } from '../../sums/tree.ts';
import { distance, exactly } from '../operation-claim.ts';
import type { SumClaim } from '../sum-claim.ts';

/**
 * Nonnegative numbers that are added one by one in increasing order suffer about n/2 roundings, half as many as in an
 * arbitrary order.
 *
 *     |ŝ − s| ≤ v·(1+v)^(n−2)·((n+1)/2 − 1/n)·S
 *
 * Proof. The error is the sum of the errors of the additions. Each is at most v times the exact sum of its operands
 * (add-relative). For the addition of term k that sum is at most (1+v)^(k−2)·s_k, where s_k is the sum of the first k
 * terms. In increasing order s_k is at most k/n of the whole: s_k/k, the mean of the k smallest, is at most S/n. So
 * Σ_(2≤k≤n) s_k ≤ S/n·(n(n+1)/2 − 1).
 *
 * It is reached for n = 2 by 1 and 1 + 2u, whose sum is a tie. With more terms it is not reached: the largest error
 * seen is 1.5 of 1.67 roundings for n = 3, and 2 of 2.25 for n = 4. It does not follow that increasing order is best
 * for every set of numbers, and that is false: increasing-is-best.
 */
export const sumIncreasing: SumClaim = {
  id: 'sum-increasing',
  kind: 'sum',
  status: 'proven',
  statement:
    'Added by a loop in increasing order, nonnegative numbers have a sum that is off by at most about n/2 roundings.',
  formula: '0 ≤ x_1 ≤ … ≤ x_n: |ŝ − s| ≤ v·(1+v)^(n−2)·((n+1)/2 − 1/n)·S',
  hypotheses: '0 ≤ x_1 ≤ … ≤ x_n; a loop; nothing overflows.',
  source:
    'Proof in src/claims/sums/non-negative.ts; for the order Higham 2002, Accuracy and Stability of Numerical ' +
    'Algorithms, section 4.2.',
  sharp: 'Reached for two terms by 1 and 1 + 2u, whose sum is a tie.',
  mostDiscarded: { share: 1, because: 'few sums are of increasing numbers that are not negative, by a loop' },
  trees: 1,
  failedHypothesis: ({ terms, trees: [tree] }) => {
    if (!terms.every((x, t) => x >= (terms[t - 1] ?? 0))) return 'the terms are not positive and increasing';
    return isLoop(tree!.tree, terms.length) ? undefined : 'it is no loop';
  },
  inequality: ({ terms, exact, absoluteSum, trees: [tree], format: { precision } }) => {
    const [n, unit] = [BigInt(terms.length), 2n ** BigInt(precision) + 1n];
    if (n === 1n) return { error: distance(tree!.result, exact), bound: dyadic(0n, 0) };
    // (n+1)/2 − 1/n = (n+2)(n−1)/(2n)
    return {
      error: multiplyDyadic(distance(tree!.result, exact), dyadic(unit ** (n - 1n) * 2n * n, 0)),
      bound: multiplyDyadic(absoluteSum, dyadic((unit + 1n) ** (n - 2n) * (n + 2n) * (n - 1n), 0)),
    };
  },
};

/** (((0+1)+2)+3)+… */
function isLoop(tree: SummationTree, terms: number): boolean {
  let [rest, last] = [tree, terms - 1];
  while (rest.kind === 'add') {
    const [before, next] = rest.children;
    if (rest.children.length !== 2 || next!.kind !== 'term' || next!.term !== last) return false;
    [rest, last] = [before!, last - 1];
  }
  return rest.term === 0 && last === 0;
}

/**
 * The computed sum of nonnegative numbers is at least the largest of them, in any order.
 *
 * Proof by induction over the tree. For a, b ≥ 0 the exact sum is at least max(a, b), which is a number of the format,
 * and rounding is monotone.
 */
export const sumNotBelowLargest: SumClaim = {
  id: 'sum-not-below-largest',
  kind: 'sum',
  status: 'proven',
  statement: 'The computed sum of nonnegative numbers is at least the largest of them.',
  formula: 'x ≥ 0: ŝ ≥ max x',
  hypotheses: 'No term is negative; nothing overflows.',
  source: 'Proof in src/claims/sums/non-negative.ts.',
  mostDiscarded: { share: 0.8, because: 'most sums have a negative term; a third are made positive' },
  trees: 1,
  failedHypothesis: ({ terms }) => (terms.every((term) => term >= 0) ? undefined : 'a term is negative'),
  inequality: ({ terms, trees: [tree] }) => exactly(dyadicOf(Math.max(Math.max(...terms) - tree!.result, 0))),
};
