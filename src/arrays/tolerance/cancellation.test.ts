import { expect, test } from 'vitest';
import { algorithms } from '../../sums/algorithms.ts';
import { findCancellation } from './cancellation.ts';

test('an unknown order may give −1 for an exact 0, of two products and of three numbers', () => {
  for (const n of [2, 3, 27, 1000]) {
    const found = findCancellation(n, 'products')!;
    expect([n, found.exact, found.computed]).toEqual([n, 0, -1]);
  }
  expect(findCancellation(2, 'products')!.algorithm).toBe('lastbit/sequential-fused');
  expect(findCancellation(3, 'numbers')).toMatchObject({ exact: 1, computed: 0 });
  expect(findCancellation(4, 'numbers')).toMatchObject({ exact: 0, computed: -1 });
  // One product is rounded once, and two numbers are added with one rounding: relative tolerances hold.
  expect(findCancellation(1, 'products')).toBeUndefined();
  expect(findCancellation(2, 'numbers')).toBeUndefined();
});

test('so may every plain sum of lastbit, of which nothing is correctly rounded', () => {
  for (const algorithm of algorithms.filter(({ summation }) => summation === 'tree')) {
    const found = findCancellation(27, 'products', [algorithm]);
    expect(found, algorithm.name).toMatchObject({ exact: 0 });
    expect(Math.abs(found!.computed)).toBeGreaterThanOrEqual(1);
  }
  for (const algorithm of algorithms.filter(({ summation }) => summation === 'exact'))
    expect(findCancellation(27, 'products', [algorithm])).toBeUndefined();
});
