import { test } from 'vitest';
import { dotKahan } from '../src/claims/error-bounds/dot-kahan.ts';
import { keepPromise } from './promise.ts';

/** Kahan's sum is within its proven bound, three roundings of the absolute sum and one of each product to first order. Domain: all shapes and distributions of the generator. It does not promise anything of the textbook's two roundings, which is false. */
test('dot-kahan', async () => {
  await keepPromise(dotKahan);
});
