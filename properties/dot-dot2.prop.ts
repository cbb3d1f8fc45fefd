import { test } from 'vitest';
import { dotDot2 } from '../src/claims/error-bounds/dot-dot2.ts';
import { keepPromise } from './promise.ts';

/** The compensated dot product is within one rounding of the exact value, to first order. Domain: all shapes and distributions of the generator. It does not promise that it is correctly rounded. */
test('dot-dot2', async () => {
  await keepPromise(dotDot2);
});
