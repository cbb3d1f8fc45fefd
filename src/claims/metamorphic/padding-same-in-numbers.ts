import { paddingOf } from '../../conv/output-shape.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { isOwn } from './own-subjects.ts';

/**
 * The padding "same" is so many rows and columns of zeros, and gives the same bits as these in numbers.
 *
 * Proof for our own orders: the terms of an output are the same.
 */
export const paddingSameInNumbers: MetamorphicClaim = {
  id: 'padding-same-in-numbers',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'Padding "same" gives the same bits as the same padding in numbers.',
  formula: 'f(x, y, same) ≡ f(x, y, [top, bottom, left, right])',
  source: 'Observed; proof for our own orders in src/claims/metamorphic/padding-same-in-numbers.ts.',
  theoremFor: isOwn,
  vary: (batch, operation) => {
    const { shape } = batch;
    if (shape.padding !== 'same') return undefined;
    // Where windows leave lines out, the numbers that give as many outputs are those of "same" all the same.
    const varied = { ...batch, shape: { ...shape, padding: paddingOf(shape) } };
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' });
    return { batch: varied, pairs, change: `padding ${paddingOf(shape).join(', ')} instead of "same"` };
  },
};
