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
 * An addition is off by at most u/(1+u) times the exact sum. This includes subnormal numbers, whose sums are exact.
 *
 * Proof. Let t = a + b and 2^k ≤ |t| < 2^(k+1). Half an ulp is u·2^k. If |t| ≥ 2^k(1+u), that is at most u/(1+u)·|t|.
 * If |t| is nearer to 2^k, the error is at most |t| − 2^k, and (|t| − 2^k)/|t| ≤ u/(1+u). Below the smallest normal
 * number, t is a multiple of the smallest subnormal number, hence a number of the format. It is reached by 1 + u, a tie
 * that goes to 1.
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
 * Proof. Both operands are numbers of the format, so the nearest number to a + b is no farther from it than a or b is.
 * This holds for rounding to nearest only. It is the reason why the error of a sum is a number of the format. It is
 * reached by 1 + u, which leaves 1.
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
 * Proof. Let 2^k ≤ |a + b| < 2^(k+1). If 2^k is at least the smallest normal number, numbers there are 2u·2^k apart. So
 * the nearest is within u·2^k, and the result is at least 2^k in size. Below that, sums are exact. The right-hand side
 * has the computed result instead of the exact one, so it can be evaluated. It is reached by every tie.
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
 * Proof. Let 0 < b ≤ a ≤ 2b. Both are multiples of the distance w of numbers at the exponent of b. So a − b is a
 * multiple of w too, and 0 ≤ a − b ≤ b. It is no larger than b, which is a multiple of w with p bits, so it is a number
 * of the format. Underflow changes nothing. An exact difference has lost nothing: its cancellation only shows what was
 * lost before.
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
