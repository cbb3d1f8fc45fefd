import { test } from 'vitest';
import { dotBlocked } from '../src/claims/error-bounds/dot-blocked.ts';
import { keepPromise } from './promise.ts';

/** Our sums in blocks are within the terms of a block and the number of blocks. It promises nothing of other blocks. Domain: all shapes and distributions of the generator. */
test('dot-blocked', async () => {
  await keepPromise(dotBlocked);
});
