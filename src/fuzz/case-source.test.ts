import { expect, test } from 'vitest';
import { batchSizes, randomSource } from './case-source.ts';

const sumOf = (asked: number): number => {
  const source = randomSource(1, batchSizes(asked));
  return Array.from({ length: 40 }, (_, index) => source.batch(index).count).reduce((sum, count) => sum + count);
};

test('campaigns of 10,000 cases or more have larger batches, which do not depend on the number', () => {
  expect(sumOf(9_999)).toBe(sumOf(1));
  expect(sumOf(10_000)).toBeGreaterThan(4 * sumOf(9_999));
  const [one, other] = [10_000, 1_000_000].map((asked) => randomSource(5, batchSizes(asked)).batch(7));
  expect(one).toEqual(other);
});
