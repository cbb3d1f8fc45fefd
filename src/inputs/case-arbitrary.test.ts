import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Case } from '../conv/batch.ts';
import { gatherTerms, planTerms } from '../conv/terms.ts';
import { caseArbitrary } from './case-arbitrary.ts';
import { specials } from './distributions/zeros.ts';
import { distributions } from './distributions.ts';
import { rngOf } from './rng.ts';
import { caseKey, contextIsNotNeeded, shrinkingEnds, shrinksAreValidAndSimpler } from './shrink-laws.test-support.ts';

vi.setConfig({ testTimeout: 60_000 });

const arbitrary = caseArbitrary({
  distributions: distributions.map((distribution) => ({ ...distribution, share: 1 })),
});
const cases = fc
  .sample(arbitrary, { seed: 2018, numRuns: 60 })
  .filter(({ image, kernel }) => image.length + kernel.length < 800);

test('the same seed gives the same cases', () => {
  const keys = (seed: number): string[] => fc.sample(arbitrary, { seed, numRuns: 50 }).map(caseKey);
  expect(keys(5)).toEqual(keys(5));
  expect(keys(5)).not.toEqual(keys(6));
});

test('NaN and infinities are rare in the default mix, and come when asked for', () => {
  const odd = (found: readonly Case[]): number =>
    found.filter(({ image, kernel }) => ![...image, ...kernel].every(Number.isFinite)).length;
  const rare = odd(fc.sample(caseArbitrary(), { seed: 1, numRuns: 300 }));
  expect(rare).toBeGreaterThan(0);
  expect(rare).toBeLessThan(15);
  expect(odd(fc.sample(caseArbitrary({ distributions: [specials] }), { seed: 1, numRuns: 100 }))).toBeGreaterThan(80);
});

test('every shrink is valid and strictly simpler', () => {
  expect(cases.length).toBeGreaterThan(40);
  for (const input of cases.slice(0, 12)) shrinksAreValidAndSimpler(arbitrary, input);
});

test('shrinking does without the context', () => {
  for (const value of cases.slice(0, 6)) contextIsNotNeeded(arbitrary, value);
});

test('shrinking ends, whichever shrink is taken', () => {
  const rng = rngOf(1);
  for (const input of cases.slice(0, 4)) {
    expect(shrinkingEnds(arbitrary, input, () => 0)).toBeGreaterThan(0);
    expect(shrinkingEnds(arbitrary, input, (count) => rng.below(count))).toBeGreaterThan(0);
    expect(shrinkingEnds(arbitrary, input, (count) => count - 1)).toBeGreaterThan(0);
  }
});

test('it says truthfully what it can shrink', () => {
  const [good] = cases as [Case];
  expect(arbitrary.canShrinkWithoutContext(good)).toBe(true);
  const wrong: unknown[] = [
    undefined,
    null,
    3,
    {},
    { shape: good.shape },
    { ...good, image: [...good.image] },
    { ...good, kernel: new Float32Array(good.kernel.length + 1) },
    { ...good, shape: { ...good.shape, stride: [0, 1] } },
    { ...good, shape: null },
  ];
  for (const value of wrong) expect(arbitrary.canShrinkWithoutContext(value)).toBe(false);
});

/** The last tap is left out of the sum. */
function lastTapDropped(input: Case): boolean {
  const plan = planTerms(input.shape);
  const { left, right } = gatherTerms(plan, { ...input, count: 1, images: input.image, kernels: input.kernel });
  return left.some((pixel, i) => i % plan.terms === plan.terms - 1 && pixel * right[i]! !== 0);
}

test('fast-check alone, also from an example, shrinks a dropped tap to 1 · 1', () => {
  const property = fc.property(arbitrary, (input) => !lastTapDropped(input));
  const given = fc.sample(caseArbitrary(), { seed: 3, numRuns: 200 }).filter(lastTapDropped).slice(0, 3);
  for (const examples of [[], ...given.map((input) => [[input] as [Case]])]) {
    const details = fc.check(property, { seed: 7, numRuns: 200, examples });
    const [found] = details.counterexample!;
    expect(found.shape).toMatchObject({
      batch: 1,
      height: 1,
      width: 1,
      channelsIn: 1,
      kernelHeight: 1,
      kernelWidth: 1,
      padding: 'valid',
    });
    expect([...found.image, ...found.kernel]).toEqual([1, 1]);
    expect(details.numShrinks).toBeGreaterThan(0);
  }
});
