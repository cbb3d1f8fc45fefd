import fc from 'fast-check';
import { checkOperation } from '../src/check/check-numbers.ts';
import { addHalfUnit, addRelative, addSmallerOperand, subtractSterbenz } from '../src/claims/arithmetic/additions.ts';
import { addMonotone, meanBetween, subtractZeroEqual } from '../src/claims/arithmetic/comparisons.ts';
import {
  addByWayOfDouble,
  fastTwoSumExact,
  fusedByOddRounding,
  twoSumExact,
} from '../src/claims/arithmetic/exact-transformations.ts';
import { multiplyRelative, multiplyWideExact, scaleByPowerOfTwo } from '../src/claims/arithmetic/multiplications.ts';
import type { OperationClaim } from '../src/claims/operation-claim.ts';
import { operands } from '../src/inputs/operands.ts';
import type { Verdicts } from '../src/judge/verdict.ts';
import { propertyOfNumbers } from './property-of-numbers.ts';

/**
 * Rules of a few rounded operations, in the binary32 arithmetic of this process. Small formats are tested
 * exhaustively beside the claims.
 */

/** For all operands, the computed values satisfy the claim's inequality, with both sides exact. */
const forAllOperands = (claim: OperationClaim, take: (verdicts: Verdicts<readonly number[]>) => void) =>
  fc.property(operands(claim.operands), (numbers) => take(checkOperation(claim, [numbers])));

/**
 * Rounding changes the sum of two numbers by at most u/(1+u) times the sum, even where it underflows. Jeannerod and
 * Rump 2018, "On relative errors of floating-point operations", Mathematics of Computation 87, 803–819, eq. (2).
 */
propertyOfNumbers(addRelative, forAllOperands);

/**
 * Rounding changes a product by at most u/(1+u) times the product, or by half the smallest subnormal number if the
 * product underflows. Jeannerod and Rump 2018, "On relative errors of floating-point operations", Mathematics of
 * Computation 87, 803–819, eq. (2).
 */
propertyOfNumbers(multiplyRelative, forAllOperands);

/**
 * The rounding error of a sum is never larger than the smaller operand. Shewchuk 1997, "Adaptive precision
 * floating-point arithmetic", Discrete and Computational Geometry 18, 305–363, section 2; proof in
 * src/claims/arithmetic/additions.ts.
 */
propertyOfNumbers(addSmallerOperand, forAllOperands);

/**
 * The rounding error of a sum is at most u times the largest power of two that does not exceed the result. Rump, Ogita
 * and Oishi 2008, "Accurate floating-point summation part I", SIAM J. Sci. Comput. 31, 189–224; proof in
 * src/claims/arithmetic/additions.ts.
 */
propertyOfNumbers(addHalfUnit, forAllOperands);

/**
 * Two numbers within a factor of two of each other have an exact difference. Sterbenz 1974, Floating-Point Computation,
 * Theorem 4.3.1; proof in src/claims/arithmetic/additions.ts.
 */
propertyOfNumbers(subtractSterbenz, forAllOperands);

/**
 * TwoSum computes the rounding error of a sum exactly. Knuth 1998, The Art of Computer Programming 2, third edition,
 * section 4.2.2, Theorem B; Møller 1965.
 */
propertyOfNumbers(twoSumExact, forAllOperands);

/**
 * FastTwoSum computes the rounding error of a sum exactly if its first operand is the larger one. Dekker 1971, "A
 * floating-point technique for extending the available precision", Numerische Mathematik 18, 224–242.
 */
propertyOfNumbers(fastTwoSumExact, forAllOperands);

/**
 * A format with twice the bits and twice the exponents holds the product of two numbers exactly. Proof in
 * src/claims/arithmetic/multiplications.ts.
 */
propertyOfNumbers(multiplyWideExact, forAllOperands);

/**
 * Rounding the sum of two numbers to 2p + 2 bits and then to p bits gives the same result as rounding it once. Figueroa
 * 1995, "When is double rounding innocuous?", ACM SIGNUM Newsletter 30 (3), 21–26.
 */
propertyOfNumbers(addByWayOfDouble, forAllOperands);

/**
 * Rounding x·y + z to odd in a wider format, and then to nearest, gives the fused multiply-add. Boldo and Melquiond
 * 2008, "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to odd", IEEE Transactions on
 * Computers 57, 462–471, Theorem 1.
 */
propertyOfNumbers(fusedByOddRounding, forAllOperands);

/**
 * Addition is monotone: a larger operand never gives a smaller result. Proof in src/claims/arithmetic/comparisons.ts:
 * rounding is monotone.
 */
propertyOfNumbers(addMonotone, forAllOperands);

/**
 * A difference is zero only if the two numbers are equal. Proof in src/claims/arithmetic/comparisons.ts; it is what
 * subnormal numbers are for.
 */
propertyOfNumbers(subtractZeroEqual, forAllOperands);

/** In binary, half the sum of two numbers lies between them. Proof in src/claims/arithmetic/comparisons.ts. */
propertyOfNumbers(meanBetween, forAllOperands);

/** Doubling both operands doubles the sum. Proof in src/claims/arithmetic/multiplications.ts. */
propertyOfNumbers(scaleByPowerOfTwo, forAllOperands);
