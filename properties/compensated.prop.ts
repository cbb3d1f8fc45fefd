import fc from 'fast-check';
import { checkOutputs } from '../src/check/check-outputs.ts';
import type { ForAll } from '../src/check/try-claim.ts';
import type { OutputClaim } from '../src/claims/claim.ts';
import { dotKahan, dotKlein, dotNeumaier } from '../src/claims/error-bounds/compensated-sums.ts';
import { dotDot2, dotFabsum } from '../src/claims/error-bounds/dot2-and-fabsum.ts';
import { answers, convolutions } from './engines.ts';
import { property } from './property.ts';

/** Compensated algorithms, each tested against its own bound. */

/** For all convolutions, each output of the engine is within the claim's bound of the exact value. */
const withinBound: ForAll<OutputClaim> = (claim, engine, take) =>
  fc.asyncProperty(convolutions(engine), async (batch) => {
    take(batch, await checkOutputs(claim, engine, batch, answers));
  });

/**
 * Kahan's sum of rounded products is off by at most three roundings of their absolute sum, and one of each product,
 * however many there are. Proof in src/claims/error-bounds/compensated-sums.ts; algorithm of Kahan 1965, Comm. ACM 8,
 * 40.
 */
property(dotKahan, withinBound);

/**
 * Neumaier's sum of rounded products suffers one rounding of the result and one of each product, to first order. Proof
 * in src/claims/error-bounds/compensated-sums.ts, after Ogita, Rump and Oishi 2005, SIAM J. Sci. Comput. 26,
 * Proposition 4.5.
 */
property(dotNeumaier, withinBound);

/**
 * Klein's second-order sum of rounded products suffers one rounding of the result and one of each product; all it loses
 * besides is a second rounding of its correction. Proof in src/claims/error-bounds/compensated-sums.ts; algorithm of
 * Klein 2006, "A generalized Kahan-Babuška-Summation-Algorithm", Computing 76, 279–293.
 */
property(dotKlein, withinBound);

/**
 * Rounded products, summed in blocks of eight by a loop and then block by block with compensation, suffer at most eight
 * roundings and one of each product, to first order, however many there are. Proof in
 * src/claims/error-bounds/dot2-and-fabsum.ts; algorithm of Blanchard, Higham and Mary 2020, "A class of fast and
 * accurate summation algorithms", SIAM J. Sci. Comput. 42, A1541–A1557.
 */
property(dotFabsum, withinBound);

/**
 * The compensated dot product Dot2 is within one rounding of the exact value, to first order. Proof in
 * src/claims/error-bounds/dot2-and-fabsum.ts, after Ogita, Rump and Oishi 2005, SIAM J. Sci. Comput. 26, Proposition
 * 5.5.
 */
property(dotDot2, withinBound);
