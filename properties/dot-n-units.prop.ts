import { test } from 'vitest';
import { dotNUnits } from '../src/claims/error-bounds/dot-n-units.ts';
import { keepPromise } from './promise.ts';

/** Orders of ours with rounded products are within n·u of the absolute sum. It promises nothing of fused ones. Domain: all shapes and distributions of the generator. */
test('dot-n-units', async () => {
  await keepPromise(dotNUnits);
});
