import { dyadicOf } from '../../float/dyadic.ts';
import { distance, exactSum, type OperationClaim, overflow } from '../operation-claim.ts';

/**
 * The rounding error of a sum is at most as large as the smaller operand.
 *
 * Proof. Both operands are numbers of the format, so the nearest number to a + b is no farther from it than a is, or b. (For round to
 * nearest only.) It is what makes the error of a sum a number of the format. Attained by 1 + u, of which 1 is left.
 */
export const addSmallerOperand: OperationClaim = {
  id: 'add-smaller-operand',
  kind: 'operation',
  status: 'proven',
  statement: 'The rounding error of a sum is at most as large as the smaller of its operands.',
  formula: '|fl(a+b) − (a+b)| ≤ min(|a|, |b|)',
  hypotheses: 'Nothing overflows.',
  source:
    'Shewchuk 1997, "Adaptive precision floating-point arithmetic", Discrete and Computational Geometry 18, 305–363, section 2; proof in the file.',
  sharp: 'By 1 + u, of which 1 is left.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) => overflow(add(a!, b!)),
  inequality: ([a, b], { add }) => ({
    error: distance(add(a!, b!), exactSum(a!, b!)),
    bound: dyadicOf(Math.min(Math.abs(a!), Math.abs(b!))),
  }),
  sharpExample: [1, 2 ** -24],
};
