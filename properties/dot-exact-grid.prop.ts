import { test } from 'vitest';
import { dotExactGrid } from '../src/claims/error-bounds/dot-exact-grid.ts';
import { keepPromise } from './promise.ts';

/**
 * Every engine gives the exact value, to the bit, where the products lie on a coarse grid: integers with sums of absolute products up to
 * 2^24, and their like at any scale. Domain: all shapes and distributions; most of them are on no such grid. It promises nothing of other inputs.
 */
test('dot-exact-grid', async () => {
  await keepPromise(dotExactGrid);
});
