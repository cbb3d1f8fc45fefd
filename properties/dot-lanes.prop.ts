import { test } from 'vitest';
import { dotLanes } from '../src/claims/error-bounds/dot-lanes.ts';
import { keepPromise } from './promise.ts';

/** Our interleaved accumulators are within a lane's terms, the levels that join them and what is left over. It promises nothing of a foreign engine's. Domain: all shapes and distributions of the generator. */
test('dot-lanes', async () => {
  await keepPromise(dotLanes);
});
