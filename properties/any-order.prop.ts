import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkOutputs, checkPairs } from '../src/check/check-outputs.ts';
import type { ForAll } from '../src/check/try-claim.ts';
import { errorClaims } from '../src/claims/all-claims.ts';
import type { OutputClaim, PairClaim } from '../src/claims/claim.ts';
import { differenceAnyOrder, dotAnyOrder } from '../src/claims/error-bounds/any-order.ts';
import { firstOutside, isNarrow, type NarrowName } from '../src/float/narrow-numbers.ts';
import { fastCheckRandom } from '../src/inputs/random.ts';
import { answers, askAll, convolutions, convolutionsForAll, inFormat, ready, say, seed } from './engines.ts';
import { property } from './property.ts';

/** Every engine, whatever it is: a sum in some order. */

/** For all convolutions, each output of the engine is within the claim's bound of the exact value. */
const withinBound: ForAll<OutputClaim> = (claim, engine, take) =>
  fc.asyncProperty(convolutions(engine), async (batch) => {
    take(batch, await checkOutputs(claim, engine, batch, answers));
  });

/** For all convolutions, each output of the engine is within the claim's bound of what any other engine gives. */
const withinBoundOfOthers: ForAll<PairClaim> = (claim, engine, take) =>
  fc.asyncProperty(inFormat(convolutionsForAll, engine.format).arbitrary, async (batch) => {
    const others = isNarrow(engine.format) ? ready.filter(({ format }) => format === engine.format) : ready;
    take(batch, await checkPairs(claim, engine, others, batch, answers));
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

test('a subject in 16 bits is asked numbers of its format alone', () => {
  for (const subject of ready.filter(({ format }) => isNarrow(format))) {
    const format = subject.format as NarrowName;
    const batches = fc.sample(convolutions(subject), { seed, numRuns: 16, randomType: fastCheckRandom });
    const outside = batches.filter((batch) => [batch.images, batch.kernels].some((x) => firstOutside(x, format) >= 0));
    expect(outside, subject.id).toEqual([]);
  }
});
