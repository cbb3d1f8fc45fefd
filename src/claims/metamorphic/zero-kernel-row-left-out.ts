import { paddingOf } from '../../conv/output-shape.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { matchedOutputs } from './matched-outputs.ts';
import { onlyFinite } from './only-finite.ts';
import { isOwnChain } from './own-subjects.ts';
import { tapAt } from './places.ts';
import { rearranged } from './rearranged.ts';

const sides = ['top', 'bottom', 'left', 'right'] as const;

/**
 * A row or column of zeros more at an edge of the kernel, with as much padding more, changes no value. It moves the other terms to other places
 * of the tree, so it is a theorem for few: those that add one term after the other. It is broken without a fault by lanes and pairwise sums, and with one by a wrong index.
 *
 * Hypothesis: all pixels and taps are finite, as ∞ · 0 is NaN.
 *
 * Proof for sums of one term after the other, and for correctly rounded ones: a product ±0 adds exactly, in any place.
 */
export const zeroKernelRowLeftOut: MetamorphicClaim = {
  id: 'zero-kernel-row-left-out',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'A row or column of zeros at the edge of the kernel gives the same values as leaving it out.',
  formula: 'f(x, (y 0), more padding) = f(x, y)',
  source: 'Observed; proof for sequential sums in src/claims/metamorphic/zero-kernel-row-left-out.ts.',
  theoremFor: isOwnChain,
  vary: (batch, operation, draw) => {
    const { shape } = batch;
    const side = draw(4);
    const down = side < 2;
    const padding = [...paddingOf(shape)] as [number, number, number, number];
    padding[side] = padding[side]! + shape.dilation[down ? 0 : 1];
    const larger = {
      ...{ ...shape, padding },
      kernelHeight: shape.kernelHeight + (down ? 1 : 0),
      kernelWidth: shape.kernelWidth + (down ? 0 : 1),
    };
    const varied = rearranged(batch, larger, {
      tap: (row, column, channel, filter) => {
        const [r, q] = [side === 0 ? row - 1 : row, side === 2 ? column - 1 : column];
        const inside = r >= 0 && r < shape.kernelHeight && q >= 0 && q < shape.kernelWidth;
        return inside ? tapAt(shape, r, q, channel, filter) : -1;
      },
    });
    const pairs = onlyFinite(batch, matchedOutputs(batch, varied, operation, { kind: 'same-value' }));
    return { batch: varied, pairs, change: `zeros at the ${sides[side]} of the kernel` };
  },
};
