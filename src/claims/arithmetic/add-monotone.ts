import { dyadicOf } from '../../float/dyadic.ts';
import { exactly, type OperationClaim, overflow } from '../operation-claim.ts';

/**
 * Adding the same number to a larger one gives no smaller result.
 *
 * Proof. a + c ≤ b + c, and rounding is monotone: the nearest number to a larger value is not smaller. Hence a fixed tree of additions
 * is monotone in each of its terms. (Adders that shift all terms to the largest exponent and cut off what sticks out, as in matrix
 * units, are not.)
 */
export const addMonotone: OperationClaim = {
  id: 'add-monotone',
  kind: 'operation',
  status: 'proven',
  statement: 'Addition is monotone: a larger operand gives no smaller result.',
  formula: 'a ≤ b: fl(a+c) ≤ fl(b+c)',
  hypotheses: 'a ≤ b; nothing overflows.',
  source: 'Proof in the file: rounding is monotone.',
  operands: 3,
  failedHypothesis: ([a, b, c], { add }) => (a! <= b! ? overflow(add(a!, c!), add(b!, c!)) : 'the first is the larger'),
  inequality: ([a, b, c], { add }) => exactly(dyadicOf(Math.max(add(a!, c!) - add(b!, c!), 0))),
};
