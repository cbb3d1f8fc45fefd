import { test } from 'vitest';
import { dotSuperblock } from '../src/claims/error-bounds/dot-superblock.ts';
import { keepPromise } from './promise.ts';

/** Our sums in blocks of blocks are within the levels times the block. It promises nothing of other blocks. Domain: all shapes and distributions of the generator. */
test('dot-superblock', async () => {
  await keepPromise(dotSuperblock);
});
