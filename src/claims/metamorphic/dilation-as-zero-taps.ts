import { paddingOf } from '../../conv/output-shape.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { onlyFinite } from './only-finite.ts';
import { isOwnChain } from './own-subjects.ts';
import { tapAt } from './places.ts';
import { rearranged } from './rearranged.ts';

/**
 * A dilated kernel is a larger one with zeros between its taps, and gives the same values. The zeros take places in the tree, so it is a theorem for few.
 *
 * Hypothesis: all pixels and taps are finite.
 *
 * Proof for sums of one term after the other, and for correctly rounded ones: a product ±0 adds exactly, in any place.
 */
export const dilationAsZeroTaps: MetamorphicClaim = {
  id: 'dilation-as-zero-taps',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'Dilation gives the same values as zeros between the taps.',
  formula: 'f(x, y, dilation d) = f(x, (y 0 y 0 y), dilation 1)',
  source: 'Observed; proof for sequential sums in src/claims/metamorphic/dilation-as-zero-taps.ts.',
  theoremFor: isOwnChain,
  vary: (batch, operation) => {
    const { shape } = batch;
    const [down, right] = shape.dilation;
    if ((down === 1 || shape.kernelHeight === 1) && (right === 1 || shape.kernelWidth === 1)) return undefined;
    const larger = {
      ...{ ...shape, dilation: [1, 1] as const, padding: paddingOf(shape) },
      kernelHeight: (shape.kernelHeight - 1) * down + 1,
      kernelWidth: (shape.kernelWidth - 1) * right + 1,
    };
    const varied = rearranged(batch, larger, {
      tap: (row, column, channel, filter) =>
        row % down === 0 && column % right === 0 ? tapAt(shape, row / down, column / right, channel, filter) : -1,
    });
    const pairs = onlyFinite(batch, matchedOutputs(batch, varied, operation, { kind: 'same-value' }));
    return { batch: varied, pairs, change: 'zeros between the taps instead of dilation' };
  },
};
