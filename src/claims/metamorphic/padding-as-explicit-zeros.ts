import { paddingOf } from '../../conv/output-shape.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { isOwn } from './own-subjects.ts';
import { pixelAt } from './places.ts';
import { rearranged } from './rearranged.ts';

/**
 * Padding is zeros: an image that has them as pixels of its own, without padding, gives the same values. Whoever leaves the taps on the padding out
 * may add the others in another order, and multiplies no infinity by zero there; whoever pads by something else than zeros is wrong.
 *
 * Proof for our own orders: the terms of an output are the same, as padding is a factor +0.
 */
export const paddingAsExplicitZeros: MetamorphicClaim = {
  id: 'padding-as-explicit-zeros',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'Padding gives the same values as zeros around the image.',
  formula: 'f(x, y, padding) = f(0 x 0, y, valid)',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/padding-as-explicit-zeros.ts.',
  theoremFor: isOwn,
  vary: (batch, operation) => {
    const { shape } = batch;
    const [top, bottom, left, right] = paddingOf(shape);
    if (top + bottom + left + right === 0) return undefined;
    const sizes = { height: shape.height + top + bottom, width: shape.width + left + right };
    const varied = rearranged(
      batch,
      { ...shape, ...sizes, padding: 'valid' },
      {
        pixel: (image, row, column, channel) => {
          const [y, x] = [row - top, column - left];
          const inside = y >= 0 && y < shape.height && x >= 0 && x < shape.width;
          return inside ? pixelAt(shape, image, y, x, channel) : -1;
        },
      },
    );
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-value' });
    return { batch: varied, pairs, change: 'zeros around the image instead of padding' };
  },
};
