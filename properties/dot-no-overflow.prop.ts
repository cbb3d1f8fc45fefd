import { test } from 'vitest';
import { dotNoOverflow } from '../src/claims/error-bounds/dot-no-overflow.ts';
import { keepPromise } from './promise.ts';

/** Every engine gives a finite number where the sum of absolute products and the any-order bound exclude overflow. It promises nothing of its value. Domain: all shapes and distributions of the generator. */
test('dot-no-overflow', async () => {
  await keepPromise(dotNoOverflow);
});
