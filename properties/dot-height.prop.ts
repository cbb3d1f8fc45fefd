import { test } from 'vitest';
import { dotHeight } from '../src/claims/dot-height.ts';
import { keepPromise } from './promise.ts';

/** Every order of ours is within the bound of its own height, which is sharper than that of any order. Domain: all shapes and families of the generator. It does not promise anything of a foreign engine, whose order nobody knows beforehand. */
test('dot-height', async () => {
  await keepPromise(dotHeight);
});
