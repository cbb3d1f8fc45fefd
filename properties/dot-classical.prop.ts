import { test } from 'vitest';
import { dotClassical } from '../src/claims/error-bounds/dot-classical.ts';
import { keepPromise } from './promise.ts';

/** Orders of ours with a tree are within γ(n) of the absolute sum, rounded, fused, wide or in binary64. Domain: all shapes and distributions of the generator. */
test('dot-classical', async () => {
  await keepPromise(dotClassical);
});
