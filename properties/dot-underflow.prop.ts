import { test } from 'vitest';
import { dotUnderflow } from '../src/claims/error-bounds/dot-underflow.ts';
import { keepPromise } from './promise.ts';

/** Every engine that keeps subnormal numbers is off by half the smallest one for each product where the whole dot product underflows. It promises nothing of larger ones: most inputs are. Domain: all shapes and distributions of the generator. */
test('dot-underflow', async () => {
  await keepPromise(dotUnderflow);
});
