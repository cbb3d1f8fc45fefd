import { describe } from 'vitest';
import { errorClaims } from '../src/claims/all-claims.ts';
import { dotExactGrid } from '../src/claims/error-bounds/exactness.ts';
import { dotNonFinite, dotNoOverflow, dotUnderflow } from '../src/claims/error-bounds/range.ts';
import { withinBound } from './checks.ts';
import { convolutions, convolutionsAtTheEdges, convolutionsWithSpecials } from './engines.ts';
import { property } from './property.ts';

/**
 * What happens at the ends of the range, of every engine: underflow, overflow, NaN and infinities, and where
 * nothing is rounded.
 */

/**
 * A dot product that is subnormal as a whole is off by at most half the smallest subnormal number for each
 * product. Proof in src/claims/error-bounds/range.ts.
 */
property(dotUnderflow, convolutions, withinBound);

/**
 * Where the sum of absolute products and the any-order bound together are below the overflow threshold, the result
 * is finite in every order. Proof in src/claims/error-bounds/range.ts.
 */
property(dotNoOverflow, convolutions, withinBound);

/**
 * Where all products are multiples of a power of two and their absolute sum is at most 2^24 of it (2^52 in
 * binary64), every order gives the exact value. Proof in src/claims/error-bounds/exactness.ts.
 */
property(dotExactGrid, convolutions, withinBound);

/**
 * NaN and infinite inputs give NaN or an infinity, the one that follows from the products, in every order. Proof
 * in src/claims/error-bounds/range.ts, from IEEE 754-2019, 6.1, 6.2 and 7.2.
 */
property(dotNonFinite, convolutionsWithSpecials, withinBound);

/**
 * No bound is broken where hypotheses begin and end. It found that dot-non-finite was false of engines that read subnormal inputs as zero.
 * It does not ask how much is discarded.
 */
describe('at the edges', () => {
  for (const claim of errorClaims) {
    if (claim.kind === 'output' && claim.status === 'proven')
      property(claim, convolutionsAtTheEdges, withinBound, { mayDiscard: true });
  }
});
