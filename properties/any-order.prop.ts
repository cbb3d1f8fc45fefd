import { expect, test } from 'vitest';
import { errorClaims } from '../src/claims/all-claims.ts';
import { differenceAnyOrder, dotAnyOrder } from '../src/claims/error-bounds/any-order.ts';
import { withinBound, withinBoundOfOthers } from './checks.ts';
import { askAll, convolutions, convolutionsForAll, say, seed } from './engines.ts';
import { property } from './property.ts';

/** Every engine, whatever it is: a sum in some order. */

/**
 * Whatever the order of summation, each output is within the bound of n roundings from the exact dot product, n
 * counting the products that are not zero. Proof in src/claims/error-bounds/any-order.ts; roundings after
 * Jeannerod and Rump 2018, Mathematics of Computation 87, 803–819.
 */
property(dotAnyOrder, convolutions, withinBound);

/**
 * Two implementations of one output differ by at most the sum of their any-order bounds. Triangle inequality on
 * dot-any-order; src/claims/error-bounds/any-order.ts.
 */
property(differenceAnyOrder, convolutionsForAll, withinBoundOfOthers);

test('all subjects answer more than a million cases', async () => {
  const pairs = await askAll();
  say(`${pairs} (subject, case) pairs checked by ${errorClaims.length} claims, seed ${seed}`);
  expect(pairs).toBeGreaterThanOrEqual(1_133_824);
});
