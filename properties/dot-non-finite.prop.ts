import { test } from 'vitest';
import { dotNonFinite } from '../src/claims/error-bounds/dot-non-finite.ts';
import { keepPromise } from './promise.ts';

/** NaN and infinities come through, in every engine and order that is a tree. Domain: all shapes, the few distributions that have them. */
test('dot-non-finite', async () => {
  await keepPromise(dotNonFinite);
});
