import { addDyadic, type Dyadic, dyadic, dyadicOf, multiplyDyadic, roundDyadic } from '../../float/dyadic.ts';
import { binary32 } from '../../float/format.ts';
import type { ComparisonClaim, Run } from '../comparison-claim.ts';
import { exactProduct } from '../operation-claim.ts';
import { largestError, within } from './exact-errors.ts';
import { drawFactors, ofNoSmallProducts } from './random-factors.ts';

/** Adds exact products, and truncates each sum to binary32, toward zero. */
const run: Run = {
  name: 'a loop in binary32, exact products, sums cut off',
  compute: (factors) => {
    const cut = (x: Dyadic): number => roundDyadic(x, binary32, 'toward-zero');
    let sum = 0;
    for (const [x, y] of factors) {
      sum = cut(addDyadic(dyadicOf(sum), exactProduct(Math.fround(x), Math.fround(y))));
    }
    return sum;
  },
};

/**
 * A loop that adds exact products and truncates each sum to binary32, as matrix units of graphics processors were found
 * to do, is off by at most 2n·u times the sum of absolute products, for any n. That is twice the bound for n roundings
 * to nearest, without second-order terms.
 *
 *     |ŝ − s| ≤ 2n·u·P
 *
 * Proof. Truncating t loses less than 2u·|t|, and never makes |t| larger. By induction every partial sum, and every t,
 * is at most Σ|x_i·y_i| over the terms so far. So each of n steps adds less than 2u·P to the error. (With rounding to
 * nearest, sums may grow, which Jeannerod and Rump's proofs take into account. The matrix units: Fasi, Higham, Mikaitis
 * and Pranesh 2021, "Numerical behavior of NVIDIA tensor cores", PeerJ Computer Science 7, e330.)
 *
 * Hypotheses: every product is 0 or at least 2^-102 in size, so that no truncated part is below 2^-149; P < 2^100. It
 * is reached to first order by (1 + 2896·2^-23)², which loses all but 2u, and products just below 2u, each of which is
 * lost.
 */
export const truncatingLoop: ComparisonClaim = {
  id: 'truncating-loop',
  kind: 'comparison',
  status: 'proven',
  statement:
    'A loop of exact products that truncates its sums to binary32, as matrix units do, is off by at most 2n·u times ' +
    'the sum of absolute products.',
  formula: '|ŝ − s| ≤ 2n·u·P',
  hypotheses: 'No product other than zero is below 2^-102; P < 2^100.',
  source: 'Proof in src/claims/comparisons/truncating-loop.ts.',
  sharp:
    'Reached to first order by (1 + 2896·2^-23)² and eight products 2^-23·(1 − 2^-24): each truncation removes ' +
    'nearly a whole unit.',
  runs: [run],
  failedHypothesis: ofNoSmallProducts(-102),
  ...within((results, exact, factors) => ({
    error: largestError(results, exact),
    bound: multiplyDyadic(dyadic(BigInt(factors.length), -23), exact.absoluteSum),
  })),
  draw: drawFactors,
  sharpExample: [
    [1 + 2896 * 2 ** -23, 1 + 2896 * 2 ** -23],
    ...Array.from({ length: 8 }, () => [2 ** -23, 1 - 2 ** -24] as const),
  ],
};
