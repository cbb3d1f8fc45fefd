import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { isOwn } from './own-subjects.ts';
import { pixelAt } from './places.ts';
import { rearranged } from './rearranged.ts';

/**
 * An image gives the same bits alone and in the company of others. One of a batch is asked alone; one that was alone gets one or two others beside it (itself,
 * upside down). Broken by libraries that choose their code by the number of images.
 *
 * Proof for our own orders: an output is a function of its terms in canonical order alone.
 */
export const sameWindowAnyBatch: MetamorphicClaim = {
  id: 'same-window-any-batch',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'An image gives the same bits alone and in a batch.',
  formula: 'f(x_i) ≡ f(x_0, …, x_b)_i',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/same-window-any-batch.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const { shape } = batch;
    const alone = shape.batch > 1;
    const images = alone ? 1 : 2 + draw(2);
    const chosen = draw(alone ? shape.batch : images);
    const varied = rearranged(
      batch,
      { ...shape, batch: images },
      {
        pixel: (image, row, column, channel) => {
          if (alone) return pixelAt(shape, chosen, row, column, channel);
          return pixelAt(shape, 0, image === chosen ? row : shape.height - 1 - row, column, channel);
        },
      },
    );
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' }, ([image, ...place]) => {
      if (alone) return image === chosen ? [0, ...place] : undefined;
      return [chosen, ...place];
    });
    const change = alone ? `image ${chosen} alone` : `as image ${chosen} of ${images}`;
    return { batch: varied, pairs, change };
  },
};
