import { dyadicOf } from '../../float/dyadic.ts';
import { exactly } from '../operation-claim.ts';
import type { SumClaim } from '../sum-claim.ts';

/**
 * The sum of numbers that are not negative is computed as no less than the largest of them, in any order.
 *
 * Proof. For a, b ≥ 0 the exact sum is at least max(a, b), which is a number of the format, and rounding is monotone. By induction
 * over the tree.
 */
export const sumNotBelowLargest: SumClaim = {
  id: 'sum-not-below-largest',
  kind: 'sum',
  status: 'proven',
  statement: 'A sum of numbers that are not negative is computed as at least the largest of them.',
  formula: 'x ≥ 0: ŝ ≥ max x',
  hypotheses: 'No term is negative; nothing overflows.',
  source: 'Proof in the file.',
  mostDiscarded: { share: 0.8, because: 'most sums have a negative term; a third are made positive' },
  trees: 1,
  failedHypothesis: ({ terms }) => (terms.every((term) => term >= 0) ? undefined : 'a term is negative'),
  inequality: ({ terms, trees: [tree] }) => exactly(dyadicOf(Math.max(Math.max(...terms) - tree!.result, 0))),
};
