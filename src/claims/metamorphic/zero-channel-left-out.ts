import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { onlyFinite } from './only-finite.ts';
import { isOwnChain } from './own-subjects.ts';
import { pixelAt, tapAt } from './places.ts';
import { rearranged } from './rearranged.ts';

/**
 * A channel more whose taps are all zero, before or after the others, changes no value. As with zeros at the edge of the kernel, terms move in the tree.
 *
 * Hypothesis: all pixels and taps are finite.
 *
 * Proof for sums of one term after the other, and for correctly rounded ones: a product ±0 adds exactly, in any place.
 */
export const zeroChannelLeftOut: MetamorphicClaim = {
  id: 'zero-channel-left-out',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'A channel whose taps are zero gives the same values as leaving it out.',
  formula: 'f((x z), (y 0)) = f(x, y)',
  source: 'Observed; proof for sequential sums in src/claims/metamorphic/zero-channel-left-out.ts.',
  theoremFor: isOwnChain,
  vary: (batch, operation, draw) => {
    if (operation === 'depthwise-conv2d') return undefined;
    const { shape } = batch;
    const added = draw(2) * shape.channelsIn;
    const old = (channel: number): number => (added === 0 ? channel - 1 : channel);
    const varied = rearranged(
      batch,
      { ...shape, channelsIn: shape.channelsIn + 1 },
      {
        pixel: (image, row, column, channel) =>
          pixelAt(shape, image, row, column, channel === added ? 0 : old(channel)),
        tap: (row, column, channel, filter) =>
          channel === added ? -1 : tapAt(shape, row, column, old(channel), filter),
      },
    );
    const pairs = onlyFinite(batch, matchedOutputs(batch, varied, operation, { kind: 'same-value' }));
    return { batch: varied, pairs, change: `a channel with zero taps ${added === 0 ? 'before' : 'after'} the others` };
  },
};
