import { expect, test } from 'vitest';
import { checkSum } from '../check/check-numbers.ts';
import { allClaims } from '../claims/all-claims.ts';
import { depthsOf } from '../claims/sums/height.ts';
import { termCount } from '../sums/tree.ts';
import { parseTree } from '../sums/tree-text.ts';
import { randomOf } from './random.ts';
import { sums } from './sums.ts';

test('sums have as many terms as are asked for, and every shrink is a sum', () => {
  const arbitrary = sums({ terms: [{ from: 40, to: 300 }] });
  const rng = randomOf(4);
  const drawn = Array.from({ length: 100 }, () => arbitrary.draw(rng));
  const lengths = drawn.map(({ terms }) => terms.length);
  expect(Math.min(...lengths)).toBe(40);
  expect(Math.max(...lengths)).toBe(300);
  expect(drawn.every((sum) => arbitrary.accepts(sum))).toBe(true);
  const shrinks = [...arbitrary.shrink(drawn[0]!)].slice(0, 50).map(({ value }) => value);
  expect(shrinks.every((sum) => arbitrary.accepts(sum))).toBe(true);
  expect(Math.min(...shrinks.map(({ terms }) => terms.length))).toBeLessThan(drawn[0]!.terms.length / 2 + 1);
});

test('claims hold for sums of 10,000 terms, in orders as high as these', () => {
  const rng = randomOf(2018);
  const drawn = Array.from({ length: 2 }, () => sums({ terms: [{ from: 10_000, to: 10_000 }] }).draw(rng));
  expect(drawn.flatMap(({ trees }) => trees.map(termCount))).toEqual([10_000, 10_000, 10_000, 10_000]);
  for (const claim of allClaims) {
    if (claim.kind === 'sum') expect(checkSum(claim, drawn).violations, claim.id).toEqual([]);
  }
});

test('a term passes through the additions above it', () => {
  expect(depthsOf(parseTree('((0+1)+2)+3'))).toEqual([
    [0, 3],
    [1, 3],
    [2, 2],
    [3, 1],
  ]);
});
