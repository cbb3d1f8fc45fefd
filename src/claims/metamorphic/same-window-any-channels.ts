import type { Batch } from '../../conv/batch.ts';
import type { Operation } from '../../conv/shape.ts';
import type { Draw, MetamorphicClaim, Variation } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { isOwn } from './own-subjects.ts';
import { pixelAt, tapAt } from './places.ts';
import { rearranged } from './rearranged.ts';

/**
 * A filter gives the same bits alone and beside whatever other filters: one of several is asked alone; one that was alone gets others
 * beside it (itself, upside down). In a depthwise convolution the same of channels. Broken by
 * libraries whose vectors run over the channels that go out, with another code for what is left over.
 *
 * Proof for our own orders: an output is a function of its terms in canonical order alone.
 */
export const sameWindowAnyChannels: MetamorphicClaim = {
  id: 'same-window-any-channels',
  kind: 'metamorphic',
  status: 'observed',
  statement:
    'A filter gives the same bits alone and beside whatever other filters; in a depthwise convolution, a channel.',
  formula: 'f(x, y_c) ≡ f(x, (y_0, …, y_m))_c',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/same-window-any-channels.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) =>
    operation === 'depthwise-conv2d' ? varyChannels(batch, operation, draw) : varyFilters(batch, operation, draw),
};

function varyFilters(batch: Batch, operation: Operation, draw: Draw): Variation {
  const { shape } = batch;
  const alone = shape.channelsOut > 1;
  const channelsOut = alone ? 1 : 2 + draw(8);
  const chosen = draw(alone ? shape.channelsOut : channelsOut);
  const varied = rearranged(
    batch,
    { ...shape, channelsOut },
    {
      tap: (row, column, channel, filter) => {
        if (alone) return tapAt(shape, row, column, channel, chosen);
        return tapAt(shape, filter === chosen ? row : shape.kernelHeight - 1 - row, column, channel, 0);
      },
    },
  );
  return variation(batch, varied, operation, alone, chosen);
}

function varyChannels(batch: Batch, operation: Operation, draw: Draw): Variation {
  const { shape } = batch;
  const alone = shape.channelsIn > 1;
  const channelsIn = alone ? 1 : 2 + draw(8);
  const chosen = draw(alone ? shape.channelsIn : channelsIn);
  const varied = rearranged(
    batch,
    { ...shape, channelsIn },
    {
      pixel: (image, row, column, channel) => {
        if (alone) return pixelAt(shape, image, row, column, chosen);
        return pixelAt(shape, image, channel === chosen ? row : shape.height - 1 - row, column, 0);
      },
      tap: (row, column, channel) => {
        if (alone) return tapAt(shape, row, column, chosen, 0);
        return tapAt(shape, channel === chosen ? row : shape.kernelHeight - 1 - row, column, 0, 0);
      },
    },
  );
  return variation(batch, varied, operation, alone, chosen);
}

function variation(batch: Batch, varied: Batch, operation: Operation, alone: boolean, chosen: number): Variation {
  const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' }, ([image, row, column, channel]) => {
    if (alone) return channel === chosen ? [image, row, column, 0] : undefined;
    return [image, row, column, chosen];
  });
  return { batch: varied, pairs, change: alone ? `channel ${chosen} alone` : `as channel ${chosen} beside others` };
}
