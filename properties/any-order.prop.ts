import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkOutputs, checkPairs } from '../src/check/check-outputs.ts';
import type { ForAll } from '../src/check/try-claim.ts';
import { errorClaims } from '../src/claims/all-claims.ts';
import type { OutputClaim, PairClaim } from '../src/claims/claim.ts';
import { differenceAnyOrder, dotAnyOrder } from '../src/claims/error-bounds/any-order.ts';
import { answers, askAll, convolutions, convolutionsForAll, ready, say, seed } from './engines.ts';
import { property } from './property.ts';

/** Every engine, whatever it is: a sum in some order. */

/** For all convolutions, each output of the engine is within the claim's bound of the exact value. */
const withinBound: ForAll<OutputClaim> = (claim, engine, take) =>
  fc.asyncProperty(convolutions(engine), async (batch) => {
    take(batch, await checkOutputs(claim, engine, batch, answers));
  });

/** For all convolutions, each output of the engine is within the claim's bound of what any other engine gives. */
const withinBoundOfOthers: ForAll<PairClaim> = (claim, engine, take) =>
  fc.asyncProperty(convolutionsForAll.arbitrary, async (batch) => {
    take(batch, await checkPairs(claim, engine, ready, batch, answers));
  });

/**
 * Summed in any order, a dot product is off by at most n roundings, to first order, where n is the number of products
 * that are not zero. Proof in src/claims/error-bounds/any-order.ts; roundings after Jeannerod and Rump 2018,
 * Mathematics of Computation 87, 803–819.
 */
property(dotAnyOrder, withinBound);

/**
 * Two implementations of one output differ by at most the sum of their any-order bounds. Triangle inequality on
 * dot-any-order; src/claims/error-bounds/any-order.ts.
 */
property(differenceAnyOrder, withinBoundOfOthers, { runs: convolutionsForAll.runs });

test('all subjects answer more than a million cases', async () => {
  const pairs = await askAll();
  say(`${pairs} (subject, case) pairs checked by ${errorClaims.length} claims, seed ${seed}`);
  expect(pairs).toBeGreaterThanOrEqual(1_133_824);
});
