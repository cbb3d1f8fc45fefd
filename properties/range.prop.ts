import fc from 'fast-check';
import { describe } from 'vitest';
import { checkOutputs } from '../src/check/check-outputs.ts';
import type { PreparedSubject } from '../src/check/prepared-subject.ts';
import type { ForAll } from '../src/check/try-claim.ts';
import { errorClaims } from '../src/claims/all-claims.ts';
import type { OutputClaim } from '../src/claims/claim.ts';
import { dotExactGrid } from '../src/claims/error-bounds/exactness.ts';
import { dotOverflow, dotZeroSign } from '../src/claims/error-bounds/overflow-and-zero.ts';
import { dotNonFinite, dotNoOverflow, dotUnderflow } from '../src/claims/error-bounds/range.ts';
import type { Batch } from '../src/conv/batch.ts';
import { isNarrow } from '../src/float/narrow-numbers.ts';
import { answers, convolutions, convolutionsAtTheEdges, convolutionsWithSpecials, inFormat } from './engines.ts';
import { property } from './property.ts';

/**
 * What every engine does at the ends of the range: underflow, overflow, NaN and infinities, and where nothing is
 * rounded.
 */

/** For all these convolutions, each output of the engine is within the claim's bound of the exact value. */
const within =
  (these: (engine: PreparedSubject) => fc.Arbitrary<Batch>): ForAll<OutputClaim> =>
  (claim, engine, take) =>
    fc.asyncProperty(these(engine), async (batch) => {
      take(batch, await checkOutputs(claim, engine, batch, answers));
    });
const withinBound = within(convolutions);
/** In 16 bits a batch in two lies at an end of the range, so that few may be within one hypothesis. */
const inSixteenBits = ({ format }: PreparedSubject): boolean => isNarrow(format);
const [specials, edges] = [convolutionsWithSpecials, convolutionsAtTheEdges];

/**
 * If a dot product is subnormal as a whole, it is off by at most half the smallest subnormal number for each product.
 * Proof in src/claims/error-bounds/range.ts.
 */
property(dotUnderflow, withinBound);

/**
 * If the sum of absolute products plus the any-order bound is below the overflow threshold, the result is finite in
 * every order. Proof in src/claims/error-bounds/range.ts.
 */
property(dotNoOverflow, withinBound);

/**
 * If the exact value is beyond the range by more than the any-order bound, every order gives the infinity of its sign,
 * unless the products of the other sign may overflow as well. Proof in src/claims/error-bounds/overflow-and-zero.ts.
 */
property(dotOverflow, withinBound, { mayDiscard: inSixteenBits });

/**
 * No order gives −0, unless all products are −0 or a number underflows. Proof in
 * src/claims/error-bounds/overflow-and-zero.ts, from IEEE 754-2019, 6.3.
 */
property(dotZeroSign, withinBound, { mayDiscard: inSixteenBits });

/**
 * If all products are multiples of a power of two, and their absolute sum is at most 2^24 times that power (2^52 in
 * binary64, 2^11 in binary16, 2^8 in bfloat16), every order gives the exact value. Proof in
 * src/claims/error-bounds/exactness.ts.
 */
property(dotExactGrid, withinBound);

/**
 * If an input is NaN or infinite, the result is NaN or an infinity, in every order the one that follows from the
 * products. Proof in src/claims/error-bounds/range.ts, from IEEE 754-2019, 6.1, 6.2 and 7.2.
 */
property(
  dotNonFinite,
  within(({ format }) => inFormat(specials, format).arbitrary),
  { runs: specials.runs },
);

/**
 * No bound is violated at the edges of the hypotheses. This test showed that dot-non-finite was false for engines
 * that read subnormal inputs as zero. It does not check how much is discarded.
 */
describe('at the edges', () => {
  for (const claim of errorClaims) {
    if (claim.kind === 'output' && claim.status === 'proven')
      property(
        claim,
        within(({ format }) => inFormat(edges, format).arbitrary),
        { runs: edges.runs, mayDiscard: () => true },
      );
  }
});
