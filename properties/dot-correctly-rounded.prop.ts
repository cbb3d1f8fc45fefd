import { test } from 'vitest';
import { dotCorrectlyRounded } from '../src/claims/error-bounds/dot-correctly-rounded.ts';
import { keepPromise } from './promise.ts';

/** The correctly rounded results of ours are within half a unit in the last place. Domain: all shapes and distributions of the generator. It does not promise that anything else is. */
test('dot-correctly-rounded', async () => {
  await keepPromise(dotCorrectlyRounded);
});
