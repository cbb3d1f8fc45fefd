import { expect, test } from 'vitest';
import { allClaims } from '../src/claims/all-claims.ts';
import { campaignRows, keepPromise } from './promise.ts';

const relations = allClaims.filter((claim) => claim.kind === 'comparison').map((claim) => [claim.id, claim] as const);

/**
 * What is proved of how the results of our own runs stand to one another holds; what is refuted is refuted again by the factors that are
 * kept with it. Domain: factors of all distributions, or as the claim draws them. It promises nothing of foreign engines.
 */
test.each(relations)('%s', async (id, claim) => {
  await keepPromise(claim);
  const rows = await campaignRows(id);
  const verdicts = new Set(rows.map(({ verdict }) => verdict));
  expect([...verdicts]).toEqual([claim.status === 'refuted' ? 'violated' : 'holds']);
});
