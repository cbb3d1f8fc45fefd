import { dyadic, multiplyDyadic } from '../../float/dyadic.ts';
import { distance } from '../operation-claim.ts';
import { anySum, type SumClaim } from '../sum-claim.ts';

/**
 * A sum of n numbers in any order is off by at most n − 1 roundings of the sum of their absolute values, for every n:
 * there are no second-order terms. u is 2^-p, v = u/(1+u), S = Σ|x|.
 *
 * Source and proof: Jeannerod and Rump, for any tree of additions of two terms. Underflow is included, because
 * additions have no underflow error. Hypothesis: nothing overflows. It is reached up to a relative (n−2)·u by 1 and n−1
 * times u, one after the other: each is a tie that loses its term.
 */
export const sumAnyOrder: SumClaim = {
  id: 'sum-any-order',
  kind: 'sum',
  status: 'proven',
  statement: 'Added in any order, a sum of n numbers is off by at most n − 1 roundings of the sum of absolute values.',
  formula: '|ŝ − s| ≤ (n−1)·u/(1+u)·S',
  hypotheses: 'Nothing overflows.',
  source:
    'Jeannerod and Rump 2018, "On relative errors of floating-point operations", Mathematics of Computation 87, ' +
    '803–819, Theorem 4.1.',
  sharp:
    'Reached by 1 followed by n−1 terms u, added one after the other: every addition is a tie that loses its term.',
  trees: 1,
  failedHypothesis: anySum,
  inequality: ({ terms, exact, absoluteSum, trees: [tree], format: { precision } }) => ({
    error: multiplyDyadic(distance(tree!.result, exact), dyadic(2n ** BigInt(precision) + 1n, 0)),
    bound: multiplyDyadic(absoluteSum, dyadic(BigInt(terms.length - 1), 0)),
  }),
};

/**
 * The textbook bound for a sum of n numbers in any order, with γ(n−1) = (n−1)u/(1 − (n−1)u). sum-any-order is sharper
 * and needs no condition on n.
 *
 * Proof. (n−1)·u/(1+u) ≤ γ(n−1), and sum-any-order. Hypothesis: (n−1)u < 1. It is reached up to second-order terms by 1
 * and n−1 times u.
 */
export const sumClassical: SumClaim = {
  id: 'sum-classical',
  kind: 'sum',
  status: 'proven',
  statement: 'Added in any order, a sum of n numbers is off by at most γ(n−1) times the sum of absolute values.',
  formula: '|ŝ − s| ≤ γ(n−1)·S, γ(k) = k·u/(1 − k·u)',
  hypotheses: '(n−1)·u < 1; nothing overflows.',
  source: 'Higham 2002, Accuracy and Stability of Numerical Algorithms, (4.4); it follows from sum-any-order.',
  sharp:
    'Reached by 1 followed by n−1 terms u, added one after the other: every addition is a tie that loses its term.',
  trees: 1,
  failedHypothesis: ({ terms, format: { precision } }) =>
    terms.length - 1 < 2 ** precision ? undefined : 'there are too many terms',
  inequality: ({ terms, exact, absoluteSum, trees: [tree], format: { precision } }) => {
    const additions = BigInt(terms.length - 1);
    return {
      error: multiplyDyadic(distance(tree!.result, exact), dyadic(2n ** BigInt(precision) - additions, 0)),
      bound: multiplyDyadic(absoluteSum, dyadic(additions, 0)),
    };
  },
};
