import { test } from 'vitest';
import { dotNumpyPairwise } from '../src/claims/error-bounds/dot-numpy-pairwise.ts';
import { keepPromise } from './promise.ts';

/** Our replica of NumPy's order is within the number of its roundings in closed form. It promises nothing of NumPy itself. Domain: all shapes and distributions of the generator. */
test('dot-numpy-pairwise', async () => {
  await keepPromise(dotNumpyPairwise);
});
