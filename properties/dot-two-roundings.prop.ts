import { test } from 'vitest';
import { dotTwoRoundings } from '../src/claims/error-bounds/dot-two-roundings.ts';
import { keepPromise } from './promise.ts';

/** The loop Math.fround(s + x * y) is within its own bound, which is not that of a fused one. Domain: all shapes and distributions of the generator. */
test('dot-two-roundings', async () => {
  await keepPromise(dotTwoRoundings);
});
