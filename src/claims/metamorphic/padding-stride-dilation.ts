import { outputShape, outputSize, paddingOf } from '../../conv/output-shape.ts';
import type { MetamorphicClaim } from '../metamorphic-claim.ts';
import { isOwn, isOwnChain } from '../own-algorithm.ts';
import {
  matchedOutputs,
  paddingInNumbers,
  pixelAt,
  rearranged,
  tapAt,
  transposed,
  volumes,
  withoutTaps,
} from './variations.ts';
import { onlyFinite } from './zeros.ts';

/**
 * The padding "same" is an abbreviation for numbers of rows and columns of zeros, and gives the same bits as these
 * numbers.
 *
 * Proof for lastbit's algorithms: the terms of an output are the same.
 */
export const paddingSameInNumbers: MetamorphicClaim = {
  id: 'padding-same-in-numbers',
  kind: 'metamorphic',
  status: 'observed',
  statement: 'Padding "same" gives the same bits as the padding in numbers that it stands for.',
  formula: 'f(x, y, same) ≡ f(x, y, [top, bottom, left, right])',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/padding-stride-dilation.ts.',
  theoremFor: isOwn,
  vary: (batch, operation) => {
    const { shape } = batch;
    if (shape.padding !== 'same') return undefined;
    // If windows skip lines, the numbers of "same" still give the same number of outputs.
    const { padding, outputPadding = [0, 0] } = paddingInNumbers(shape, operation);
    const varied = { ...batch, shape: { ...shape, padding, outputPadding } };
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' });
    return { batch: varied, pairs, change: `padding ${String(padding)} instead of "same"` };
  },
};

/**
 * Padding is zeros: an image with explicit zeros around it, without padding, gives the same values. An engine that
 * skips taps on the padding may add the others in another order, and multiplies no infinity by zero there. An engine
 * that pads with anything but zeros is wrong.
 *
 * Proof for lastbit's algorithms: the terms of an output are the same, because padding is a factor +0.
 */
export const paddingAsExplicitZeros: MetamorphicClaim = {
  id: 'padding-as-explicit-zeros',
  kind: 'metamorphic',
  status: 'observed',
  except: [...transposed, ...volumes],
  statement: 'Padding gives the same values as explicit zeros around the image.',
  formula: 'f(x, y, padding) = f(0 x 0, y, valid)',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/padding-stride-dilation.ts.',
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

/** The largest number of outputs that is asked for: without a stride of 5 × 5 there are 25 times more. */
const mostOutputs = 2 ** 12;

/**
 * A stride only skips outputs: the others have the bits that they have with stride 1 and the same padding in numbers.
 * Engines with separate code for large strides break it; if a value differs by more than rounding, something is wrong.
 *
 * Proof for lastbit's algorithms: the terms of an output are the same.
 */
export const strideLeavesOutputsOut: MetamorphicClaim = {
  id: 'stride-leaves-outputs-out',
  kind: 'metamorphic',
  status: 'observed',
  except: [...transposed, ...volumes],
  statement: 'A stride skips outputs and does not change the bits of the others.',
  formula: 'f(x, y, stride s)_p ≡ f(x, y, stride 1)_(s·p)',
  source: 'Observed; proof for lastbit’s algorithms in src/claims/metamorphic/padding-stride-dilation.ts.',
  theoremFor: isOwn,
  vary: (batch, operation) => {
    const { shape } = batch;
    const [down, right] = shape.stride;
    if (down * right === 1 || outputShape(shape)[1] * outputShape(shape)[2] === 1) return undefined;
    const every = { ...shape, stride: [1, 1] as const, padding: paddingOf(shape) };
    if (batch.count * outputSize(every, operation) > mostOutputs) return undefined;
    const varied = { ...batch, shape: every };
    const pairs = matchedOutputs(batch, varied, operation, { kind: 'same-bits' }, ([image, row, column, channel]) => [
      image,
      row * down,
      column * right,
      channel,
    ]);
    return { batch: varied, pairs, change: 'stride 1 × 1' };
  },
};

/**
 * A dilated kernel is a larger kernel with zeros between its taps, and gives the same values. The zeros take places in
 * the tree, so this is a theorem for few algorithms.
 *
 * Hypothesis: all pixels and taps are finite.
 *
 * Proof for sums of one term after the other, and for correctly rounded ones: a product ±0 adds exactly, in any place.
 */
export const dilationAsZeroTaps: MetamorphicClaim = {
  id: 'dilation-as-zero-taps',
  kind: 'metamorphic',
  status: 'observed',
  except: [...withoutTaps, ...volumes],
  statement: 'Dilation gives the same values as explicit zeros between the taps.',
  formula: 'f(x, y, dilation d) = f(x, (y 0 y 0 y), dilation 1)',
  source: 'Observed; proof for sequential sums in src/claims/metamorphic/padding-stride-dilation.ts.',
  theoremFor: isOwnChain,
  vary: (batch, operation) => {
    const { shape } = batch;
    const [down, right] = shape.dilation;
    if ((down === 1 || shape.kernelHeight === 1) && (right === 1 || shape.kernelWidth === 1)) return undefined;
    const larger = {
      ...{ ...shape, dilation: [1, 1] as const, ...paddingInNumbers(shape, operation) },
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
