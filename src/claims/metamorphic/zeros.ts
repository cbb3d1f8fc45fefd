import type { Batch } from '../../conv/batch.ts';
import { paddingOf } from '../../conv/output-shape.ts';
import type { MetamorphicClaim, OutputPair } from '../metamorphic-claim.ts';
import { isOwn, isOwnChain } from '../own-algorithm.ts';
import {
  grouped,
  matchedOutputs,
  paddingInNumbers,
  pixelAt,
  rearranged,
  tapAt,
  volumes,
  withoutTaps,
} from './variations.ts';

const sides = ['top', 'bottom', 'left', 'right'] as const;

/**
 * Adding a row or column of zeros at an edge of the kernel, with as much padding, leaves the output unchanged. The
 * other terms move to other places of the tree, so this is a theorem only for algorithms that add one term after the
 * other. Lanes and pairwise sums break it legitimately; a wrong index breaks it too.
 *
 * Hypothesis: all pixels and taps are finite, as ∞ · 0 is NaN.
 *
 * Proof for sums of one term after the other, and for correctly rounded ones: a product ±0 adds exactly, in any place.
 */
export const zeroKernelRowLeftOut: MetamorphicClaim = {
  id: 'zero-kernel-row-left-out',
  kind: 'metamorphic',
  status: 'observed',
  except: [...withoutTaps, ...volumes],
  statement: 'Adding a row or column of zeros at the edge of the kernel leaves the output unchanged.',
  formula: 'f(x, (y 0), more padding) = f(x, y)',
  source: 'Observed; proof for sequential sums in src/claims/metamorphic/zeros.ts.',
  theoremFor: isOwnChain,
  vary: (batch, operation, draw) => {
    const { shape } = batch;
    const side = draw(4);
    const down = side < 2;
    const numbers = paddingInNumbers(shape, operation);
    const padding = [...paddingOf({ ...shape, ...numbers })] as [number, number, number, number];
    padding[side] = padding[side]! + shape.dilation[down ? 0 : 1];
    const larger = {
      ...{ ...shape, ...numbers, padding },
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

/**
 * Adding a channel whose taps are all zero, before or after the others, leaves the output unchanged. The other terms
 * may move in the tree, as with zeros at the edge of the kernel.
 *
 * Hypothesis: all pixels and taps are finite.
 *
 * Proof for sums of one term after the other, and for correctly rounded ones: a product ±0 adds exactly, in any place.
 */
export const zeroChannelLeftOut: MetamorphicClaim = {
  id: 'zero-channel-left-out',
  kind: 'metamorphic',
  status: 'observed',
  except: [...grouped, ...withoutTaps],
  statement: 'Adding a channel whose taps are all zero leaves the output unchanged.',
  formula: 'f((x z), (y 0)) = f(x, y)',
  source: 'Observed; proof for sequential sums in src/claims/metamorphic/zeros.ts.',
  theoremFor: isOwnChain,
  vary: (batch, operation, draw) => {
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

/**
 * An all-zero kernel gives an all-zero output. Engines that leave old memory in the result, or add something of their
 * own, break it.
 *
 * Hypothesis: all pixels and taps are finite.
 *
 * Proof for lastbit's algorithms: all products are ±0, and so are their sums and the errors of these.
 */
export const zeroTaps: MetamorphicClaim = {
  id: 'zero-taps',
  kind: 'metamorphic',
  status: 'observed',
  except: withoutTaps,
  statement: 'An all-zero kernel gives an all-zero output.',
  formula: 'f(x, 0) = 0',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/zeros.ts.',
  theoremFor: isOwn,
  vary: (batch, operation, draw) => {
    const zero = draw(2) === 0 ? 0 : -0;
    const varied = { ...batch, kernels: new Float32Array(batch.kernels.length).fill(zero) };
    const pairs = onlyFinite(batch, matchedOutputs(batch, varied, operation, { kind: 'zero' }));
    return { batch: varied, pairs, change: 'all taps zero' };
  },
};

/** Discards the pairs of cases with a NaN or infinite number. Pairs come case after case, the same number for each. */
export function onlyFinite(batch: Batch, pairs: readonly OutputPair[]): readonly OutputPair[] {
  const { count, images, kernels } = batch;
  const finite = Array.from({ length: count }, (_, index) =>
    [images, kernels].every((numbers) => {
      const size = numbers.length / count;
      return numbers.subarray(index * size, (index + 1) * size).every(Number.isFinite);
    }),
  );
  const each = pairs.length / count;
  return pairs.map((pair, index) =>
    finite[Math.floor(index / each)] ? pair : { ...pair, discarded: 'an input is NaN or infinite' },
  );
}
