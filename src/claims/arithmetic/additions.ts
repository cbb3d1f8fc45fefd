import { dyadic, dyadicOf } from '../../float/dyadic.ts';
import {
  distance,
  exactly,
  exactSum,
  leadingExponent,
  type OperationClaim,
  overflow,
  withinRounding,
} from '../operation-claim.ts';

/**
 * An addition is off by at most u/(1+u) times the exact sum, also for subnormal numbers, whose sums are exact.
 *
 * Proof. Let t = a + b, 2^k ≤ |t| < 2^(k+1). Half an ulp is u·2^k; if |t| ≥ 2^k(1+u) that is at most u/(1+u)·|t|, and
 * if |t| is nearer to 2^k, the error is |t| − 2^k at most, and (|t| − 2^k)/|t| ≤ u/(1+u). Below the smallest normal
 * number t is a multiple of the smallest subnormal one, hence a number. Reached by 1 + u, which ties and goes to 1.
 */
export const addRelative: OperationClaim = {
  id: 'add-relative',
  kind: 'operation',
  status: 'proven',
  statement: 'Rounding changes the sum of two numbers by at most u/(1+u) times the sum, even where it underflows.',
  formula: '|fl(a+b) − (a+b)| ≤ u/(1+u)·|a+b|',
  hypotheses: 'Nothing overflows.',
  source:
    'Jeannerod and Rump 2018, "On relative errors of floating-point operations", Mathematics of Computation 87, ' +
    '803–819, eq. (2).',
  sharp: 'Reached by 1 + u, a tie that rounds to 1.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) => overflow(add(a!, b!)),
  inequality: ([a, b], arithmetic) => {
    const exact = exactSum(a!, b!);
    return withinRounding(distance(arithmetic.add(a!, b!), exact), exact, arithmetic);
  },
  sharpExample: [1, 2 ** -24],
};

/**
 * The rounding error of a sum is never larger than the smaller operand.
 *
 * Proof. Both operands are numbers of the format, so the nearest number to a + b is no farther from it than a is, or b.
 * (For round to nearest only.) It is what makes the error of a sum a number of the format. Reached by 1 + u, of which 1
 * is left.
 */
export const addSmallerOperand: OperationClaim = {
  id: 'add-smaller-operand',
  kind: 'operation',
  status: 'proven',
  statement: 'The rounding error of a sum is never larger than the smaller operand.',
  formula: '|fl(a+b) − (a+b)| ≤ min(|a|, |b|)',
  hypotheses: 'Nothing overflows.',
  source:
    'Shewchuk 1997, "Adaptive precision floating-point arithmetic", Discrete and Computational Geometry 18, ' +
    '305–363, section 2; proof in src/claims/arithmetic/additions.ts.',
  sharp: 'Reached by 1 + u, which rounds to 1.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) => overflow(add(a!, b!)),
  inequality: ([a, b], { add }) => ({
    error: distance(add(a!, b!), exactSum(a!, b!)),
    bound: dyadicOf(Math.min(Math.abs(a!), Math.abs(b!))),
  }),
  sharpExample: [1, 2 ** -24],
};

/**
 * The rounding error of a sum is at most u times the largest power of two in the result, which is half an ulp of the
 * result.
 *
 * Proof. If 2^k ≤ |a + b| < 2^(k+1) and 2^k is at least the smallest normal number, numbers there are 2u·2^k apart, the
 * nearest is within u·2^k, and the result is at least 2^k in size; below, sums are exact. With the computed result, and
 * not the exact one, on the right it can be evaluated. Reached by every tie.
 */
export const addHalfUnit: OperationClaim = {
  id: 'add-half-unit',
  kind: 'operation',
  status: 'proven',
  statement: 'The rounding error of a sum is at most u times the largest power of two that does not exceed the result.',
  formula: '|fl(a+b) − (a+b)| ≤ u·ufp(fl(a+b))',
  hypotheses: 'Nothing overflows.',
  source:
    'Rump, Ogita and Oishi 2008, "Accurate floating-point summation part I", SIAM J. Sci. Comput. 31, 189–224; ' +
    'proof in src/claims/arithmetic/additions.ts.',
  sharp: 'Reached by 1 + u, a tie that rounds to 1.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) => overflow(add(a!, b!)),
  inequality: ([a, b], { add, format }) => {
    const result = add(a!, b!);
    const error = distance(result, exactSum(a!, b!));
    return result === 0 ? exactly(error) : { error, bound: dyadic(1n, leadingExponent(result) - format.precision) };
  },
  sharpExample: [1, 2 ** -24],
};

/**
 * Two numbers within a factor of two of each other have an exact difference.
 *
 * Proof. Let 0 < b ≤ a ≤ 2b. Both are multiples of the distance w of numbers at b's exponent, so a − b is one too, and
 * 0 ≤ a − b ≤ b: no larger than a number that is a multiple of w with p bits, hence a number itself. Underflow does no
 * harm. Where nothing is rounded cancellation has not lost anything; it shows what was lost before.
 */
export const subtractSterbenz: OperationClaim = {
  id: 'subtract-sterbenz',
  kind: 'operation',
  status: 'proven',
  statement: 'Two numbers within a factor of two of each other have an exact difference.',
  formula: 'b/2 ≤ a ≤ 2b: fl(a−b) = a−b',
  hypotheses: 'b/2 ≤ a ≤ 2b.',
  source: 'Sterbenz 1974, Floating-Point Computation, Theorem 4.3.1; proof in src/claims/arithmetic/additions.ts.',
  mostDiscarded: {
    share: 0.98,
    because: 'of most numbers one is more than twice the other; two distributions draw such that are not',
  },
  operands: 2,
  failedHypothesis: ([a, b]) =>
    b! / 2 <= a! && a! <= 2 * b! ? undefined : 'the numbers are not within a factor of two',
  inequality: ([a, b], { add }) => exactly(distance(add(a!, -b!), exactSum(a!, -b!))),
};
