import { test } from 'vitest';
import { dotFusedLoop } from '../src/claims/error-bounds/dot-fused-loop.ts';
import { keepPromise } from './promise.ts';

/** Our loops of fused multiply-adds are within n roundings. It does not promise that they are better than others. Domain: all shapes and distributions of the generator. */
test('dot-fused-loop', async () => {
  await keepPromise(dotFusedLoop);
});
