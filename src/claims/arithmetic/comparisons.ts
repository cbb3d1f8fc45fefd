import { dyadic, dyadicOf, dyadicZero } from '../../float/dyadic.ts';
import { distance, exactly, type OperationClaim, overflow } from '../operation-claim.ts';

/**
 * Adding the same number to a larger one never gives a smaller result.
 *
 * Proof. a + c ≤ b + c, and rounding is monotone: the nearest number to a larger value is not smaller. Hence a fixed
 * tree of additions is monotone in each of its terms. (Adders of matrix units, which shift all terms to the largest
 * exponent and truncate them, are not monotone.)
 */
export const addMonotone: OperationClaim = {
  id: 'add-monotone',
  kind: 'operation',
  status: 'proven',
  statement: 'Addition is monotone: a larger operand never gives a smaller result.',
  formula: 'a ≤ b: fl(a+c) ≤ fl(b+c)',
  hypotheses: 'a ≤ b; nothing overflows.',
  source: 'Proof in src/claims/arithmetic/comparisons.ts: rounding is monotone.',
  operands: 3,
  failedHypothesis: ([a, b, c], { add }) => (a! <= b! ? overflow(add(a!, c!), add(b!, c!)) : 'the first is the larger'),
  inequality: ([a, b, c], { add }) => exactly(dyadicOf(Math.max(add(a!, c!) - add(b!, c!), 0))),
};

/**
 * A difference is zero only for equal numbers: if subnormal numbers are kept, x = y may be tested as x − y = 0.
 *
 * Proof. a − b is a multiple of the smallest subnormal number. So it is zero, or at least that number in size, and
 * rounding does not go below it. Flushing results to zero breaks the claim.
 */
export const subtractZeroEqual: OperationClaim = {
  id: 'subtract-zero-equal',
  kind: 'operation',
  status: 'proven',
  statement: 'A difference is zero only if the two numbers are equal.',
  formula: 'fl(a−b) = 0 only if a = b',
  hypotheses: 'a ≠ b; subnormal numbers are kept.',
  source: 'Proof in src/claims/arithmetic/comparisons.ts; it is what subnormal numbers are for.',
  operands: 2,
  failedHypothesis: ([a, b]) => (a === b ? 'the numbers are equal' : undefined),
  inequality: ([a, b], { add }) => ({ error: add(a!, -b!) === 0 ? dyadic(1n, 0) : dyadicZero, bound: dyadicZero }),
};

/**
 * Half the sum of two numbers lies between them.
 *
 * Proof. Let a ≤ b. Then 2a ≤ a + b ≤ 2b. 2a and 2b are numbers of the format, because nothing overflows. So the
 * rounded sum lies between them as well. Halving keeps the order. It rounds only subnormal results, and never past a or
 * b, which are numbers. The claim is false in decimal formats.
 */
export const meanBetween: OperationClaim = {
  id: 'mean-between',
  kind: 'operation',
  status: 'proven',
  statement: 'In binary, half the sum of two numbers lies between them.',
  formula: 'min(a,b) ≤ fl(fl(a+b)/2) ≤ max(a,b)',
  hypotheses: 'Nothing overflows.',
  source: 'Proof in src/claims/arithmetic/comparisons.ts.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) => overflow(add(a!, a!), add(b!, b!)),
  inequality: ([a, b], { add, multiply }) => {
    const mean = multiply(add(a!, b!), 0.5);
    const [least, most] = [Math.min(a!, b!), Math.max(a!, b!)];
    return exactly(distance(mean, dyadicOf(Math.min(Math.max(mean, least), most))));
  },
};
