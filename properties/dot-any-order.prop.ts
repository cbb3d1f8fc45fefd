import { test } from 'vitest';
import { dotAnyOrder } from '../src/claims/error-bounds/dot-any-order.ts';
import { keepPromise } from './promise.ts';

/**
 * Every output of every subject is within the proven any-order bound of the exact dot product, in its own format.
 * Domain: all shapes and distributions that the generator draws, whatever each engine does not decline. It does not promise that engines
 * agree, that they are as good as they could be, or anything where an input is not finite or a sum may overflow.
 */
test('dot-any-order', async () => {
  await keepPromise(dotAnyOrder);
});
