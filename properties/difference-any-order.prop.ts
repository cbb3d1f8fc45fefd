import { test } from 'vitest';
import { differenceAnyOrder } from '../src/claims/error-bounds/difference-any-order.ts';
import { keepPromise } from './promise.ts';

/**
 * Two implementations of the same output differ by at most the sum of their any-order bounds. It needs no exact value, and so
 * guards the reference too. It does not promise that they are equal: they are not, and that is where all this began.
 */
test('difference-any-order', async () => {
  await keepPromise(differenceAnyOrder);
});
