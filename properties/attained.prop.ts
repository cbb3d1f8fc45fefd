import { expect, test } from 'vitest';
import { allClaims } from '../src/claims/all-claims.ts';
import { campaignRows } from './promise.ts';

const attained = allClaims.filter((claim) => claim.sharp !== undefined).map(({ id }) => id);

/**
 * A bound that says that it is attained is: the campaign of all promises, at its fixed seed, reaches 0.99 of it, with sums of at most 121 terms
 * and the shapes that the generator draws. It does not promise that a bound without such a word could be any smaller.
 */
test.each(attained)('%s is attained', async (id) => {
  const rows = await campaignRows(id);
  expect(Math.max(...rows.map((row) => row.attained))).toBeGreaterThan(0.99);
});

test('so many bounds are attained', () => {
  expect(attained.length).toBeGreaterThanOrEqual(30);
});
