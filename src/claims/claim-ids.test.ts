import { expect, test } from 'vitest';
import { allClaims } from './all-claims.ts';
import { operationClaims } from './operation-claims.ts';
import { refutedClaims } from './refuted-claims.ts';
import { sumClaims } from './sum-claims.ts';

const everything = [...allClaims, ...operationClaims, ...sumClaims, ...refutedClaims];

test('every claim has an id of its own, a sentence, a formula and a source', () => {
  expect(new Set(everything.map(({ id }) => id)).size).toBe(everything.length);
  for (const { id, statement, formula, source } of everything) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(statement, id).toMatch(/^[A-Z].*\.$/);
    expect(source, id).toMatch(/\.$/);
    expect(formula, id).not.toBe('');
  }
});

test('so many are proven and refuted', () => {
  const count = (status: string): number => everything.filter((claim) => claim.status === status).length;
  expect([count('proven'), count('conjectured'), count('refuted')]).toEqual([28, 1, 22]);
});
