import { test } from 'vitest';
import { dotWide } from '../src/claims/error-bounds/dot-wide.ts';
import { keepPromise } from './promise.ts';

/** Orders of ours that accumulate in binary64 are within one rounding of binary32, and little more. Domain: all shapes and distributions of the generator. It does not promise that they are correctly rounded. */
test('dot-wide', async () => {
  await keepPromise(dotWide);
});
