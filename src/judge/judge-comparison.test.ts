import { describe, expect, test } from 'vitest';
import { comparisonClaims, refutedClaims } from '../claims/all-claims.ts';
import type { Factors } from '../claims/comparison-claim.ts';
import { testRandom } from '../float/random.test-support.ts';
import { judgeComparison } from './judge-numbers.ts';

const significantDigits = (x: number): number => x.toExponential().replace(/e.*|\D/g, '').length;

test.each(refutedClaims)('$id is refuted by its factors', (claim) => {
  const { factors, results } = claim.refutation!;
  expect(judgeComparison(claim, factors)).toEqual({ kind: 'violated', results });
});

test.each(refutedClaims)('$id holds for an ordinary input, so that its refutation says something', (claim) => {
  const ordinary: readonly Factors[] = [
    [[1, 1]],
    [[2 ** -100, 2 ** -40]],
    [
      [2, 1],
      [1, 1],
    ],
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
  const verdicts = ordinary.map((factors) => judgeComparison(claim, factors).kind);
  expect(verdicts).toContain('holds');
  // About half of all pixels refute this one.
  if (claim.id !== 'normalising-first') expect(verdicts).not.toContain('violated');
});

describe.each(comparisonClaims)('$id', (claim) => {
  test('holds for random factors, most of which meet its hypotheses', () => {
    const random = testRandom(121);
    let held = 0;
    for (let i = 0; i < 24; i++) {
      const factors = claim.draw!(random.integer);
      const verdict = judgeComparison(claim, factors);
      if (verdict.kind === 'violated') expect.fail(`${JSON.stringify(factors)}: ${verdict.results}`);
      if (verdict.kind === 'holds') held++;
    }
    expect(held).toBeGreaterThan(12);
  });

  test('is broken by a result that is off by a hundredth', () => {
    const random = testRandom(122);
    const off = (x: number): number => x * (1 + 2 ** -6) + (x === 0 ? 1 : 0);
    let broken = 0;
    for (let i = 0; i < 8; i++) {
      const factors = claim.draw!(random.integer);
      const [first, ...others] = claim.runs;
      const runs = [{ ...first!, compute: (terms: Factors) => off(first!.compute(terms)) }, ...others];
      if (judgeComparison({ ...claim, runs }, factors).kind === 'violated') broken++;
    }
    expect(broken).toBeGreaterThan(0);
  });

  test('is attained where it says so', () => {
    expect(claim.sharp === undefined).toBe(claim.sharpExample === undefined);
    if (claim.sharpExample === undefined) return;
    const verdict = judgeComparison(claim, claim.sharpExample);
    expect(verdict.kind === 'holds' ? verdict.attained : 0).toBeGreaterThan(0.999);
  });
});

/** Claims that need more than three products to be refuted, and why. */
const longer: Readonly<Record<string, number>> = {
  // No refutation with fewer terms is known.
  'kahan-two-roundings': 5,
  // 3·√n is more than n roundings for n < 10.
  'probabilistic-bound-always': 10,
};

test('refutations fit in a line: at most three non-zero products, if the claim allows, and eight digits', () => {
  for (const { id, refutation } of refutedClaims) {
    const nonZero = refutation!.factors.filter(([left, right]) => left * right !== 0).length;
    expect(nonZero, id).toBeLessThanOrEqual(longer[id] ?? 3);
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
