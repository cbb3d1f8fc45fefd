import { test } from 'vitest';
import { dotNeumaier } from '../src/claims/error-bounds/dot-neumaier.ts';
import { keepPromise } from './promise.ts';

/** Neumaier's sum of rounded products is within its proven bound, whatever the number of terms. Domain: all shapes and distributions of the generator. It does not promise that the products' own roundings are mended: they are rounded before it begins. */
test('dot-neumaier', async () => {
  await keepPromise(dotNeumaier);
});
