import { test } from 'vitest';
import { dotHeight } from '../src/claims/error-bounds/dot-height.ts';
import { keepPromise } from './promise.ts';

/** Every order of ours is within the bound of its own height, which is sharper than that of any order. Domain: all shapes and distributions of the generator. Engines are held to it at one shape each, by the tree that was revealed there in the same run; nothing is promised of them at other shapes. */
test('dot-height', async () => {
  await keepPromise(dotHeight);
});
