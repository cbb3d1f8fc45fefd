import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { isOwn } from './own-subjects.ts';
import { pixelAt } from './places.ts';
import { rearranged } from './rearranged.ts';

/**
 * An image gives the same bits whichever place it has among the images of a call: they are dealt out anew, the first one later.
 *
 * Proof for our own orders: an output is a function of its terms in canonical order alone.
 */
export const sameWindowAnyImage: MetamorphicClaim = {
  id: 'same-window-any-image',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'An image gives the same bits whichever place it has in its batch.',
  formula: 'f(x_0, …, x_b)_i ≡ f(x_r, …, x_b, x_0, …)_(i−r)',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/same-window-any-image.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const { shape } = batch;
    if (shape.batch < 2) return undefined;
    const by = 1 + draw(shape.batch - 1);
    const varied = rearranged(batch, shape, {
      pixel: (image, row, column, channel) => pixelAt(shape, (image + by) % shape.batch, row, column, channel),
    });
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' }, ([image, ...place]) => [
      (image + shape.batch - by) % shape.batch,
      ...place,
    ]);
    return { batch: varied, pairs, change: `the images ${by} places further to the front` };
  },
};
