import { distance, exactSum, type OperationClaim, overflow, withinRounding } from '../operation-claim.ts';

/**
 * One addition is off by at most u/(1+u) of the exact sum, also where numbers are subnormal: there sums are exact.
 *
 * Proof. Let t = a + b, 2^k ≤ |t| < 2^(k+1). Half an ulp is u·2^k; if |t| ≥ 2^k(1+u) that is at most u/(1+u)·|t|, and if |t| is nearer
 * to 2^k, the error is |t| − 2^k at most, and (|t| − 2^k)/|t| ≤ u/(1+u). Below the smallest normal number t is a multiple of the
 * smallest subnormal one, hence a number. Attained by 1 + u, which ties and goes to 1.
 */
export const addRelative: OperationClaim = {
  id: 'add-relative',
  kind: 'operation',
  status: 'proven',
  statement: 'The sum of two numbers is rounded by at most u/(1+u) of it, underflow included.',
  formula: '|fl(a+b) − (a+b)| ≤ u/(1+u)·|a+b|',
  hypotheses: 'Nothing overflows.',
  source:
    'Jeannerod and Rump 2018, "On relative errors of floating-point operations", Mathematics of Computation 87, 803–819, eq. (2).',
  sharp: 'By 1 + u, a tie that goes to 1.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) => overflow(add(a!, b!)),
  inequality: ([a, b], arithmetic) => {
    const exact = exactSum(a!, b!);
    return withinRounding(distance(arithmetic.add(a!, b!), exact), exact, arithmetic);
  },
  sharpExample: [1, 2 ** -24],
};
