import { distance, exactly, exactSum, type OperationClaim, overflow } from '../operation-claim.ts';

/**
 * Multiplied by a power of two, a sum is the sum of the multiplied numbers, unless something under- or overflows: rounding looks at
 * significands, and not at exponents.
 *
 * Proof. fl is the nearest p-bit number; x ↦ 2^k·x maps p-bit numbers to p-bit numbers and keeps distances in proportion, ties and
 * their evenness included. Stated for a factor of 2.
 */
export const scaleByPowerOfTwo: OperationClaim = {
  id: 'scale-by-power-of-two',
  kind: 'operation',
  status: 'proven',
  statement: 'Doubling both operands doubles the sum.',
  formula: 'fl(2a+2b) = 2·fl(a+b)',
  hypotheses: 'Nothing overflows.',
  source: 'Proof in the file.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) => overflow(add(add(a!, a!), add(b!, b!)), add(a!, a!), add(b!, b!)),
  inequality: ([a, b], { add }) => {
    const sum = add(a!, b!);
    return exactly(distance(add(add(a!, a!), add(b!, b!)), exactSum(sum, sum)));
  },
};
