import fc from 'fast-check';
import { checkSum } from '../src/check/check-numbers.ts';
import type { SumClaim } from '../src/claims/sum-claim.ts';
import { sumAnyOrder, sumClassical } from '../src/claims/sums/any-order.ts';
import {
  differenceByHeight,
  sumBackward,
  sumHeight,
  sumHeightClassical,
  sumTreeNumber,
} from '../src/claims/sums/height.ts';
import { sumIncreasing, sumNotBelowLargest } from '../src/claims/sums/non-negative.ts';
import { sumRunning, sumRunningUnits } from '../src/claims/sums/running.ts';
import { shared } from '../src/inputs/shared.ts';
import type { RandomSum } from '../src/inputs/sums.ts';
import { attainingSums, sums } from '../src/inputs/sums.ts';
import type { Verdicts } from '../src/judge/verdict.ts';
import { propertyOfNumbers } from './property-of-numbers.ts';

/** Sums of numbers in any order, by the binary32 arithmetic of this process. */

/** Terms and two trees that add them. What is computed for a sum serves all claims. */
const anySum = shared(sums());

/** For all sums, the computed values satisfy the claim's inequality, with both sides exact. */
const forAllSums = (claim: SumClaim, take: (verdicts: Verdicts<RandomSum>) => void) =>
  fc.property(anySum, (sum) => take(checkSum(claim, [sum])));

/**
 * Added in any order, a sum of n numbers is off by at most n − 1 roundings of the sum of absolute values. Jeannerod and
 * Rump 2018, "On relative errors of floating-point operations", Mathematics of Computation 87, 803–819, Theorem 4.1.
 */
propertyOfNumbers(sumAnyOrder, forAllSums, attainingSums);

/**
 * Added by a tree of height h, a sum is off by at most h roundings of the sum of absolute values, to first order. Proof
 * in src/claims/sums/height.ts.
 */
propertyOfNumbers(sumHeight, forAllSums, attainingSums);

/**
 * Added in any order, a sum of n numbers is off by at most γ(n−1) times the sum of absolute values. Higham 2002,
 * Accuracy and Stability of Numerical Algorithms, (4.4); it follows from sum-any-order.
 */
propertyOfNumbers(sumClassical, forAllSums, attainingSums);

/**
 * Added by a tree of height h, a sum is off by at most γ(h) times the sum of absolute values. Higham 2002, Accuracy and
 * Stability of Numerical Algorithms, section 4.2; proof in src/claims/sums/height.ts.
 */
propertyOfNumbers(sumHeightClassical, forAllSums, attainingSums);

/**
 * A computed sum is the exact sum of changed terms: each term is changed by at most as many roundings as it passes
 * through. Proof in src/claims/sums/height.ts; with γ(n−1): Higham 2002, Accuracy and Stability of Numerical
 * Algorithms, section 4.2.
 */
propertyOfNumbers(sumBackward, forAllSums, attainingSums);

/**
 * Added by a loop in increasing order, nonnegative numbers have a sum that is off by at most about n/2 roundings. Proof
 * in src/claims/sums/non-negative.ts; for the order Higham 2002, Accuracy and Stability of Numerical Algorithms,
 * section 4.2.
 */
propertyOfNumbers(sumIncreasing, forAllSums, attainingSums);

/**
 * The error of a sum, in any order, is at most u times the sum of the absolute results of its additions. Higham 2002,
 * Accuracy and Stability of Numerical Algorithms, (4.3); proof in src/claims/sums/running.ts.
 */
propertyOfNumbers(sumRunning, forAllSums, attainingSums);

/**
 * The error of a sum, in any order, is at most u·Σufp(ŝ_k), where ufp(ŝ_k) is the largest power of two that does not
 * exceed the result of addition k. Proof in src/claims/sums/running.ts.
 */
propertyOfNumbers(sumRunningUnits, forAllSums, attainingSums);

/**
 * The computed sum of nonnegative numbers is at least the largest of them. Proof in src/claims/sums/non-negative.ts.
 */
propertyOfNumbers(sumNotBelowLargest, forAllSums, attainingSums);

/**
 * Added by trees of heights h and k, two sums of the same numbers differ by at most h + k roundings of the sum of
 * absolute values, to first order. Triangle inequality on sum-height.
 */
propertyOfNumbers(differenceByHeight, forAllSums, attainingSums);

/**
 * Added by a tree with tree number E, a sum is off by at most 1 − 1/E times the sum of absolute values. No
 * counterexample known; see src/sums/tree-measures.ts.
 */
propertyOfNumbers(sumTreeNumber, forAllSums, attainingSums);
