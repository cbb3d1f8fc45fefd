import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { isOwn } from './own-subjects.ts';

/**
 * The negative image gives the negative outputs, but for the sign of a zero. Broken by directed rounding, and by results that are rounded by adding a half.
 *
 * Proof for our own orders: rounding to nearest is symmetric, so every operation of the second run gives the negative of what the
 * first one gave; compensated algorithms compare absolute values only. Sums of zeros begin with +0 in both.
 */
export const negatedImage: MetamorphicClaim = {
  id: 'negated-image',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'The negative image gives the negative outputs.',
  formula: 'f(−x, y) = −f(x, y)',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/negated-image.ts.',
  theoremFor: isOwn,
  vary: (batch, operation) => {
    const varied = { ...batch, images: batch.images.map((pixel) => -pixel) };
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'negated' });
    return { batch: varied, pairs, change: 'the image negated' };
  },
};
