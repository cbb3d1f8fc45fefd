import { test } from 'vitest';
import { dotFabsum } from '../src/claims/error-bounds/dot-fabsum.ts';
import { keepPromise } from './promise.ts';

/** Blocks summed by a loop, and the blocks by a compensated one, are within about eight roundings however many terms there are. It promises nothing of other blocks. Domain: all shapes and distributions of the generator. */
test('dot-fabsum', async () => {
  await keepPromise(dotFabsum);
});
