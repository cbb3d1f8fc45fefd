import fc from 'fast-check';
import { checkOutputs } from '../src/check/check-outputs.ts';
import type { ForAll } from '../src/check/try-claim.ts';
import type { OutputClaim } from '../src/claims/claim.ts';
import { dotClassical, dotNUnits, dotOptimal } from '../src/claims/error-bounds/classical.ts';
import {
  dotBlocked,
  dotFusedLoop,
  dotLanes,
  dotNumpyPairwise,
  dotPairwise,
  dotSuperblock,
  dotTwoRoundings,
} from '../src/claims/error-bounds/closed-height.ts';
import { dotCorrectlyRounded } from '../src/claims/error-bounds/exactness.ts';
import { dotHeight } from '../src/claims/error-bounds/height.ts';
import { dotWide } from '../src/claims/error-bounds/wide.ts';
import { answers, convolutions } from './engines.ts';
import { property } from './property.ts';

/**
 * Our own algorithms with known trees, each tested against the bound of its tree. revealed.prop.ts tests these claims
 * on other engines.
 */

/** For all convolutions, each output of the engine is within the claim's bound of the exact value. */
const withinBound: ForAll<OutputClaim> = (claim, engine, take) =>
  fc.asyncProperty(convolutions(engine), async (batch) => {
    take(batch, await checkOutputs(claim, engine, batch, answers));
  });

/**
 * Summed by a known tree, a dot product suffers at most as many roundings as a product passes through on its way to the
 * result. Proof in src/claims/error-bounds/height.ts; for sums Higham 2002, Accuracy and Stability of Numerical
 * Algorithms, 4.2.
 */
property(dotHeight, withinBound);

/**
 * Accumulated in binary64 and rounded to binary32 at the end, a dot product is within one rounding of the exact value,
 * plus the little that binary64 lost. Proof in src/claims/error-bounds/wide.ts; for its form Higham 2002, Accuracy and
 * Stability of Numerical Algorithms, 3.
 */
property(dotWide, withinBound);

/**
 * Summed in any order, a dot product of n products is off by at most γ(n) times the sum of absolute products. Higham
 * 2002, Accuracy and Stability of Numerical Algorithms, (3.5), without underflow; proof in
 * src/claims/error-bounds/classical.ts.
 */
property(dotClassical, withinBound);

/**
 * A dot product of rounded products, summed in any order, is off by at most n·u times the sum of absolute products, for
 * every n. Jeannerod and Rump 2013, "Improved error bounds for inner products in floating-point arithmetic", SIAM J.
 * Matrix Anal. Appl. 34, 338–344; proof in src/claims/error-bounds/classical.ts.
 */
property(dotNUnits, withinBound);

/**
 * A dot product of rounded products, summed in any order, is off by at most ζ times the sum of absolute products, where
 * ζ is a little less than n·u. Jeannerod and Rump 2018, "On relative errors of floating-point operations", Mathematics
 * of Computation 87, 803–819, Theorem 4.2; proof in src/claims/error-bounds/classical.ts.
 */
property(dotOptimal, withinBound);

/**
 * A correctly rounded dot product is within half an ulp of the exact value. Jeannerod and Rump 2018, Mathematics of
 * Computation 87, 803–819, eq. (2); src/claims/error-bounds/exactness.ts.
 */
property(dotCorrectlyRounded, withinBound);

/**
 * Computed by a loop of fused multiply-adds, a dot product suffers at most n roundings. Proof in
 * src/claims/error-bounds/closed-height.ts; with u: Higham 2002, Accuracy and Stability of Numerical Algorithms,
 * section 3.1.
 */
property(dotFusedLoop, withinBound);

/**
 * The loop Math.fround(s + x * y) suffers at most n roundings to binary32 and n − 1 much smaller ones to binary64.
 * Proof in src/claims/error-bounds/closed-height.ts.
 */
property(dotTwoRoundings, withinBound);

/**
 * Summed by halves, a dot product of N terms suffers at most ⌈log2 N⌉ roundings, and one of each product. Proof in
 * src/claims/error-bounds/closed-height.ts; for sums Higham 2002, Accuracy and Stability of Numerical Algorithms,
 * (4.6).
 */
property(dotPairwise, withinBound);

/**
 * Summed in NumPy's pairwise order, a dot product suffers at most the roundings of its longest path: one of eight
 * accumulators, three levels that join them, and the leftover terms. Proof in src/claims/error-bounds/closed-height.ts.
 */
property(dotNumpyPairwise, withinBound);

/**
 * Summed in blocks, and then block by block, a dot product suffers at most (terms per block) + (blocks) − 1 roundings.
 * Proof in src/claims/error-bounds/closed-height.ts; with γ: Higham 2002, Accuracy and Stability of Numerical
 * Algorithms, section 3.1.
 */
property(dotBlocked, withinBound);

/**
 * Summed in blocks of b terms, then in blocks of b such sums, and so on for t levels, a dot product suffers at most
 * t·(b − 1) roundings, and one of each product. Castaldo, Whaley and Chronopoulos 2008, "Reducing floating point error
 * in dot product using the superblock family of algorithms", SIAM J. Sci. Comput. 31, Proposition 3.2, with γ; proof in
 * src/claims/error-bounds/closed-height.ts.
 */
property(dotSuperblock, withinBound);

/**
 * Summed in k interleaved accumulators, a dot product suffers at most (terms per lane) + (levels that join the lanes) +
 * (leftover terms) roundings. Proof in src/claims/error-bounds/closed-height.ts.
 */
property(dotLanes, withinBound);
