import { dyadic, dyadicZero } from '../../float/dyadic.ts';
import type { OperationClaim } from '../operation-claim.ts';

/**
 * A difference is zero for equal numbers only: with subnormal numbers kept, a test for x = y may be one for x − y = 0.
 *
 * Proof. a − b is a multiple of the smallest subnormal number, so that it is zero or at least that one, which is a number; rounding
 * does not go past it. It is broken by flushing results to zero.
 */
export const subtractZeroEqual: OperationClaim = {
  id: 'subtract-zero-equal',
  kind: 'operation',
  status: 'proven',
  statement: 'A difference is zero only where the numbers are equal.',
  formula: 'fl(a−b) = 0 only if a = b',
  hypotheses: 'a ≠ b; subnormal numbers are kept.',
  source: 'Proof in the file; it is what subnormal numbers are for.',
  operands: 2,
  failedHypothesis: ([a, b]) => (a === b ? 'the numbers are equal' : undefined),
  inequality: ([a, b], { add }) => ({ error: add(a!, -b!) === 0 ? dyadic(1n, 0) : dyadicZero, bound: dyadicZero }),
};
