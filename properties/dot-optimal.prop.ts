import { test } from 'vitest';
import { dotOptimal } from '../src/claims/error-bounds/dot-optimal.ts';
import { keepPromise } from './promise.ts';

/** Orders of ours with rounded products are within the sharpest bound of its form. It promises nothing of fused ones. Domain: all shapes and distributions of the generator. */
test('dot-optimal', async () => {
  await keepPromise(dotOptimal);
});
