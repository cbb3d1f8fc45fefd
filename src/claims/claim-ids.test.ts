import { expect, test } from 'vitest';
import { allClaims, claimsNamed } from './all-claims.ts';

test('every claim has an id of its own, a sentence, a formula and a source', () => {
  expect(new Set(allClaims.map(({ id }) => id)).size).toBe(allClaims.length);
  for (const { id, status, statement, formula, source, hypotheses } of allClaims) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(statement, id).toMatch(/^[A-Z].*\.$/);
    expect(source, id).toMatch(/\.$/);
    expect(formula, id).not.toBe('');
    if (status === 'proven') expect(hypotheses, id).toMatch(/\.$/);
  }
});

test('claims are found by id, whatever their kind, and an id that is none gets the nearest one', () => {
  expect(claimsNamed([])).toBe(allClaims);
  for (const claim of allClaims) expect(claimsNamed([claim.id, claim.id])).toEqual([claim]);
  expect(new Set(allClaims.map(({ kind }) => kind)).size).toBeGreaterThan(4);
  expect(() => claimsNamed(['mine/dot'])).toThrow('no claim "mine/dot"; for a subject, say --subject mine/dot');
  expect(() => claimsNamed(['two-sum-exakt'])).toThrow(/no claim "two-sum-exakt"; did you mean two-sum-exact\?/);
  expect(() => claimsNamed(['dot-any-ordre'])).toThrow(/dot-any-order\?/);
});
