import { absDyadic, dyadic, dyadicOf, multiplyDyadic } from '../../float/dyadic.ts';
import { distance, leadingExponent } from '../operation-claim.ts';
import { anySum, type SumClaim, sumOf } from '../sum-claim.ts';

/**
 * The error of a sum is at most u times the sum of the absolute values of all intermediate results. This bound can be
 * computed along with the sum.
 *
 * Proof. ŝ − s is the sum of the errors of the additions. Each is at most half an ulp of its result ŝ_k, hence at most
 * u·|ŝ_k| (add-half-unit). Source: Higham. It is reached exactly by 1 and n−1 times u, one after the other.
 */
export const sumRunning: SumClaim = {
  id: 'sum-running',
  kind: 'sum',
  status: 'proven',
  statement: 'The error of a sum, in any order, is at most u times the sum of the absolute results of its additions.',
  formula: '|ŝ − s| ≤ u·Σ|ŝ_k|',
  hypotheses: 'Nothing overflows.',
  source: 'Higham 2002, Accuracy and Stability of Numerical Algorithms, (4.3); proof in src/claims/sums/running.ts.',
  sharp:
    'Reached by 1 followed by n−1 terms u, added one after the other: every addition is a tie that loses its term.',
  trees: 1,
  failedHypothesis: anySum,
  inequality: ({ exact, trees: [tree], format: { precision } }) => ({
    error: distance(tree!.result, exact),
    bound: multiplyDyadic(sumOf(tree!.nodes.map((node) => absDyadic(dyadicOf(node)))), dyadic(1n, -precision)),
  }),
};

/**
 * The error of a sum is at most u times the sum of the largest powers of two in the intermediate results. This is
 * sharper than sum-running by up to a factor of two, and the sharpest bound of its kind.
 *
 * Proof. As for sum-running, with add-half-unit for each addition. It is reached exactly by 1 and n−1 times u, one
 * after the other.
 */
export const sumRunningUnits: SumClaim = {
  id: 'sum-running-units',
  kind: 'sum',
  status: 'proven',
  statement:
    'The error of a sum, in any order, is at most u·Σufp(ŝ_k), where ufp(ŝ_k) is the largest power of two that does ' +
    'not exceed the result of addition k.',
  formula: '|ŝ − s| ≤ u·Σufp(ŝ_k)',
  hypotheses: 'Nothing overflows.',
  source: 'Proof in src/claims/sums/running.ts.',
  sharp:
    'Reached by 1 followed by n−1 terms u, added one after the other: every addition is a tie that loses its term.',
  trees: 1,
  failedHypothesis: anySum,
  inequality: ({ exact, trees: [tree], format: { precision } }) => ({
    error: distance(tree!.result, exact),
    bound: sumOf(tree!.nodes.filter((node) => node !== 0).map((node) => dyadic(1n, leadingExponent(node) - precision))),
  }),
};
