import { expect, test } from 'vitest';
import { randomOf } from '../../inputs/random.ts';
import { strassenProduct, winogradProduct } from '../../reveal/convolution/transforms.test-support.ts';
import { blockProductBound, mostLevels, strassen, winogradStrassen } from './strassen.ts';
import type { Matrix } from './winograd-transform.ts';

const u = 2 ** -24;

test('of powers of two the bound is that of Higham, up to the order of the last additions', () => {
  for (const [levels, least] of [1, 2, 3, 4].entries()) {
    const below = 2 ** least;
    const terms = below * 2 ** levels;
    const higham = 12 ** levels * (below ** 2 + 5 * below) - 5 * terms;
    const ratio = blockProductBound(strassen, levels, terms, u) / (higham * u);
    expect(ratio).toBeLessThan(56 / 50 + 2 ** -10);
    expect(ratio).toBeGreaterThan(levels === 0 ? 0 : 1);
  }
});

test('products by blocks keep it, of sizes that are odd too', () => {
  const rng = randomOf(23, 'strassen');
  const matrix = (rows: number, columns: number): Matrix =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(rng.unit() * 2 - 1)));
  let largest = 0;
  for (const [rows, terms, columns] of [
    [8, 8, 8],
    [7, 5, 9],
    [4, 2, 2],
  ] as const) {
    const [a, b] = [matrix(rows, terms), matrix(terms, columns)];
    for (const levels of [0, 1, 2].filter((one) => one <= mostLevels(rows, terms, columns))) {
      const ways = [
        [strassen, strassenProduct(a, b, Math.max(1, levels))],
        ...(levels === 1 ? ([[winogradStrassen, winogradProduct(a, b)]] as const) : []),
      ] as const;
      for (const [form, product] of ways) {
        const bound = blockProductBound(form, Math.max(1, levels), terms, u);
        product.forEach((row, i) => {
          row.forEach((x, j) => {
            const exact = a[i]!.reduce((sum, y, k) => sum + y * b[k]![j]!, 0);
            largest = Math.max(largest, Math.abs(x - exact) / bound);
          });
        });
      }
    }
  }
  expect(largest).toBeLessThanOrEqual(1);
  expect(largest).toBeGreaterThan(0.005);
});

test('a vector cannot be divided', () => {
  expect([mostLevels(1, 8, 8), mostLevels(2, 8, 8), mostLevels(3, 8, 8), mostLevels(16, 8, 9)]).toEqual([0, 1, 2, 3]);
});
