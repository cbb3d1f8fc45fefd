import { expect, test } from 'vitest';
import { reachableResults, treesToTry } from './reachable-results.ts';
import { seedCase } from './seed-case.ts';

/** The results of all summation trees, by brute force. */
function allResults(values: readonly number[]): Set<number> {
  if (values.length === 1) return new Set(values);
  const found = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) {
      const rest = values.filter((_, k) => k !== i && k !== j);
      for (const result of allResults([...rest, Math.fround(values[i]! + values[j]!)])) found.add(result);
    }
  }
  return found;
}

test('three values: each of the three trees a third of the time', () => {
  const { values, counts, tried } = reachableResults(Float32Array.of(2 ** 24, 1, -(2 ** 24)), 90_000, 1);
  expect([...values]).toEqual([0, 1]);
  // 2^24 + 1 and 1 − 2^24: the first is lost to rounding, the second is not, so two trees of three give 0 or 1.
  expect(tried).toBe(90_000);
  const share = counts[1]! / tried;
  const third = [1 / 3, 2 / 3].some((p) => Math.abs(share - p) < 5 * Math.sqrt((p * (1 - p)) / tried));
  expect(third).toBe(true);
});

test('five values: every result that some tree gives, and no other', () => {
  const products = [1, 2 ** -24, 3 * 2 ** -24, -1 + 2 ** -20, 2 ** -25].map(Math.fround);
  const { values } = reachableResults(Float32Array.from(products), 50_000, 7);
  expect(new Set(values)).toEqual(allResults(products));
  expect(values.length).toBeGreaterThan(3);
});

test('the same seed gives the same counts, another one others', () => {
  const products = seedCase.image.map((x, t) => Math.fround(x * seedCase.kernel[t]!));
  const [once, again, other] = [9, 9, 10].map((seed) => reachableResults(products, 20_000, seed));
  expect(again).toEqual(once);
  expect(other).not.toEqual(once);
  expect(once!.counts.reduce((sum, count) => sum + count, 0)).toBe(20_000);
  expect(once!.values).toEqual(once!.values.toSorted());
});

test('one value is its own sum; many values are summed by fewer trees', () => {
  expect([...reachableResults(Float32Array.of(3), 10, 1).values]).toEqual([3]);
  expect(treesToTry(25, 1e6)).toBe(1e6);
  expect(treesToTry(1, 1e6)).toBe(1e6);
  expect(treesToTry(5001, 1e6)).toBe(10_000);
});
