import { dyadic } from '../../float/dyadic.ts';
import { distance, exactly, exactSum, leadingExponent, type OperationClaim, overflow } from '../operation-claim.ts';

/**
 * The rounding error of a sum is at most u times the largest power of two in the result: half a unit in the last place of the result.
 *
 * Proof. If 2^k ≤ |a + b| < 2^(k+1) and 2^k is at least the smallest normal number, numbers there are 2u·2^k apart, the nearest is
 * within u·2^k, and the result is at least 2^k in size; below, sums are exact. With the computed result, and not the exact one, on the
 * right it can be evaluated. Attained by every tie.
 */
export const addHalfUnit: OperationClaim = {
  id: 'add-half-unit',
  kind: 'operation',
  status: 'proven',
  statement: 'The rounding error of a sum is at most u times the largest power of two not above the result.',
  formula: '|fl(a+b) − (a+b)| ≤ u·ufp(fl(a+b))',
  hypotheses: 'Nothing overflows.',
  source:
    'Rump, Ogita and Oishi 2008, "Accurate floating-point summation part I", SIAM J. Sci. Comput. 31, 189–224; proof in the file.',
  sharp: 'By 1 + u, a tie that goes to 1.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) => overflow(add(a!, b!)),
  inequality: ([a, b], { add, format }) => {
    const result = add(a!, b!);
    const error = distance(result, exactSum(a!, b!));
    return result === 0 ? exactly(error) : { error, bound: dyadic(1n, leadingExponent(result) - format.precision) };
  },
  sharpExample: [1, 2 ** -24],
};
