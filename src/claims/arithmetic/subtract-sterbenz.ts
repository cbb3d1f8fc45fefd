import { distance, exactly, exactSum, type OperationClaim } from '../operation-claim.ts';

/**
 * The difference of two numbers within a factor of two of each other is exact.
 *
 * Proof. Let 0 < b ≤ a ≤ 2b. Both are multiples of the distance w of numbers at b's exponent, so a − b is one too, and 0 ≤ a − b ≤ b:
 * no larger than a number that is a multiple of w with p bits, hence a number itself. Underflow does no harm. Where nothing is rounded
 * cancellation has not lost anything; it shows what was lost before.
 */
export const subtractSterbenz: OperationClaim = {
  id: 'subtract-sterbenz',
  kind: 'operation',
  status: 'proven',
  statement: 'The difference of two numbers within a factor of two of each other is exact.',
  formula: 'b/2 ≤ a ≤ 2b: fl(a−b) = a−b',
  hypotheses: 'b/2 ≤ a ≤ 2b.',
  source: 'Sterbenz 1974, Floating-Point Computation, Theorem 4.3.1; proof in the file.',
  mostDiscarded: {
    share: 0.98,
    because: 'of most numbers one is more than twice the other; two distributions draw such that are not',
  },
  operands: 2,
  failedHypothesis: ([a, b]) =>
    b! / 2 <= a! && a! <= 2 * b! ? undefined : 'the numbers are not within a factor of two',
  inequality: ([a, b], { add }) => exactly(distance(add(a!, -b!), exactSum(a!, -b!))),
};
