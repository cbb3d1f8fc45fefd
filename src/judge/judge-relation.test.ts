import { expect, test } from 'vitest';
import { refutedClaims } from '../claims/refuted-claims.ts';
import type { Factors } from '../claims/relation-claim.ts';
import { judgeRelation } from './judge-relation.ts';

const significantDigits = (x: number): number => x.toExponential().replace(/e.*|\D/g, '').length;

test.each(refutedClaims)('$id is refuted by its factors', (claim) => {
  const { factors, results } = claim.refutation!;
  expect(judgeRelation(claim, factors)).toEqual({ kind: 'violated', results });
});

test.each(refutedClaims)('$id holds for an ordinary input, so that its refutation says something', (claim) => {
  const ordinary: readonly Factors[] = [
    [[1, 1]],
    [
      [1, 2],
      [3, 1],
    ],
    [
      [1, 2],
      [3, 1],
      [4, 2],
    ],
    [
      [1, 1],
      [2, 1],
      [4, 1],
    ],
  ];
  const verdicts = ordinary.map((factors) => judgeRelation(claim, factors).kind);
  expect(verdicts).toContain('holds');
  expect(verdicts).not.toContain('violated');
});

test('refutations fit in a line: at most three products that are not zero, where the claim allows, and eight digits', () => {
  for (const { id, refutation } of refutedClaims) {
    const nonZero = refutation!.factors.filter(([left, right]) => left * right !== 0).length;
    expect(nonZero, id).toBeLessThanOrEqual(id === 'kahan-two-roundings' ? 5 : 3);
    for (const factor of refutation!.factors.flat()) {
      expect(significantDigits(factor), `${id}: ${factor}`).toBeLessThanOrEqual(8);
      const rounded = Number(Math.fround(factor).toPrecision(8));
      expect(Math.fround(rounded), `${id}: ${factor}`).toBe(Math.fround(factor));
    }
  }
});

test('ids are unique, and each claim says what it is in a sentence', () => {
  expect(new Set(refutedClaims.map(({ id }) => id)).size).toBe(refutedClaims.length);
  for (const { id, statement, status, refutation } of refutedClaims) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(status).toBe('refuted');
    expect(statement).toMatch(/^[A-Z].*\.$/);
    expect(refutation!.because).toMatch(/^[A-Z0-9].*\.$/);
  }
});
