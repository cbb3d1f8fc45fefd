import { expect, test } from 'vitest';
import type { WideFormat } from '../conv/shape.ts';
import { orderMatters } from './order-matters.ts';
import { reachableResults } from './reachable-results.ts';

const matters = (products: readonly number[], format: WideFormat): boolean | null =>
  orderMatters(Float64Array.from(products), format);

test('no order decides where there is one, or where all overflow', () => {
  for (const format of ['binary32', 'binary64'] as const) {
    for (const products of [[], [0.1], [0.1, -0.3], [0.1, 0.1, 0.1], [1, 2, 3, 4, 5, 6, 7]])
      expect(matters(products, format)).toBe(false);
  }
  const huge = Math.fround(3e38);
  expect(matters([huge, huge, huge], 'binary32')).toBe(false);
  expect(
    matters(
      Array.from({ length: 30 }, () => -huge),
      'binary32',
    ),
  ).toBe(false);
  // Below the largest number, or of both signs, an order can avoid what another one meets.
  expect(matters([huge, huge, -huge], 'binary32')).toBe(true);
});

test('two orders that differ are found', () => {
  expect(matters([1, 2 ** -24, 2 ** -24], 'binary32')).toBe(true);
  expect(matters([1, 2 ** -24, 2 ** -24], 'binary64')).toBe(false);
  expect(matters([1, 2 ** -53, 2 ** -53], 'binary64')).toBe(true);
  expect(matters([...Array.from({ length: 20 }, () => 2 ** -24), 1], 'binary32')).toBe(true);
  expect(
    matters(
      Array.from({ length: 16 }, () => 1),
      'binary32',
    ),
  ).toBe(null);
});

test('random trees agree with what is said of all trees', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const products = Array.from({ length: 3 + (seed % 4) }, (_, t) =>
      Math.fround(Math.sin(seed * 7 + t) * 2 ** (t - 3)),
    );
    const { values } = reachableResults(Float32Array.from(products), 3000, seed);
    expect(matters(products, 'binary32')).toBe(values.length > 1);
  }
});
