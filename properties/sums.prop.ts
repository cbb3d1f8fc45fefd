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
 * A sum of n numbers, added in any order, is within n − 1 roundings of the sum of absolute values. Jeannerod and
 * Rump 2018, "On relative errors of floating-point operations", Mathematics of Computation 87, 803–819, Theorem
 * 4.1.
 */
propertyOfNumbers(sumAnyOrder, forAllSums, attainingSums);

/**
 * A sum by a tree of height h is within h roundings of the sum of absolute values, with what follows in higher
 * order. Proof in its file.
 */
propertyOfNumbers(sumHeight, forAllSums, attainingSums);

/**
 * A sum of n numbers, added in any order, is within γ(n−1) of the sum of absolute values. Higham 2002, Accuracy
 * and Stability of Numerical Algorithms, (4.4); it follows from sum-any-order.
 */
propertyOfNumbers(sumClassical, forAllSums, attainingSums);

/**
 * A sum by a tree of height h is within γ(h) of the sum of absolute values. Higham 2002, Accuracy and Stability of
 * Numerical Algorithms, section 4.2; proof in src/claims/sums/height.ts.
 */
propertyOfNumbers(sumHeightClassical, forAllSums, attainingSums);

/**
 * A computed sum is the exact sum of terms each of which was changed by no more roundings than it passed through.
 * Proof in src/claims/sums/height.ts; with γ(n−1): Higham 2002, Accuracy and Stability of Numerical
 * Algorithms, section 4.2.
 */
propertyOfNumbers(sumBackward, forAllSums, attainingSums);

/**
 * Numbers that are not negative, added in increasing order by a loop, are summed within about n/2 roundings of
 * their sum. Proof in src/claims/sums/non-negative.ts; for the order Higham 2002, Accuracy and Stability of
 * Numerical Algorithms, section 4.2.
 */
propertyOfNumbers(sumIncreasing, forAllSums, attainingSums);

/**
 * The error of a sum in any order is at most u times the sum of absolute values of all results of its additions.
 * Higham 2002, Accuracy and Stability of Numerical Algorithms, (4.3); proof in the file.
 */
propertyOfNumbers(sumRunning, forAllSums, attainingSums);

/**
 * The error of a sum in any order is at most u times the sum of the largest powers of two not above the results of
 * its additions. Proof in its file.
 */
propertyOfNumbers(sumRunningUnits, forAllSums, attainingSums);

/** A sum of numbers that are not negative is computed as at least the largest of them. Proof in its file. */
propertyOfNumbers(sumNotBelowLargest, forAllSums, attainingSums);

/**
 * Two sums of the same numbers by trees of heights h and k differ by at most h + k roundings of the sum of
 * absolute values, to first order. Triangle inequality on sum-height.
 */
propertyOfNumbers(differenceByHeight, forAllSums, attainingSums);

/**
 * The error of a sum by a tree with tree number E is at most 1 − 1/E of the sum of absolute values. No
 * counterexample known; see src/claims/sums/height.ts.
 */
propertyOfNumbers(sumTreeNumber, forAllSums, attainingSums);
