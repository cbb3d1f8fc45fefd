import { test } from 'vitest';
import { dotKlein } from '../src/claims/error-bounds/dot-klein.ts';
import { keepPromise } from './promise.ts';

/** Klein's second-order sum of rounded products is within its proven bound. It does not promise that the products' own roundings are mended. Domain: all shapes and distributions of the generator. */
test('dot-klein', async () => {
  await keepPromise(dotKlein);
});
