import { test } from 'vitest';
import { dotPairwise } from '../src/claims/error-bounds/dot-pairwise.ts';
import { keepPromise } from './promise.ts';

/** Our sums by halves are within the logarithm of the number of terms. It does not promise that they beat a loop on every input. Domain: all shapes and distributions of the generator. */
test('dot-pairwise', async () => {
  await keepPromise(dotPairwise);
});
