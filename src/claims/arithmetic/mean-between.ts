import { dyadicOf } from '../../float/dyadic.ts';
import { distance, exactly, type OperationClaim, overflow } from '../operation-claim.ts';

/**
 * Half the sum of two numbers lies between them.
 *
 * Proof. Let a ≤ b. 2a ≤ a + b ≤ 2b, and 2a and 2b are numbers of the format (overflow is excluded), so that the rounded sum lies
 * between them as well; halving keeps the order, and a and b, being numbers, are not rounded past. It fails in decimal formats. (Only
 * halving a subnormal rounds.)
 */
export const meanBetween: OperationClaim = {
  id: 'mean-between',
  kind: 'operation',
  status: 'proven',
  statement: 'Half the sum of two numbers lies between them, in binary.',
  formula: 'min(a,b) ≤ fl(fl(a+b)/2) ≤ max(a,b)',
  hypotheses: 'Nothing overflows.',
  source: 'Proof in the file.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) => overflow(add(a!, a!), add(b!, b!)),
  inequality: ([a, b], { add, multiply }) => {
    const mean = multiply(add(a!, b!), 0.5);
    const [least, most] = [Math.min(a!, b!), Math.max(a!, b!)];
    return exactly(distance(mean, dyadicOf(Math.min(Math.max(mean, least), most))));
  },
};
