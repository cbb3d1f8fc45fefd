import type { Batch } from '../conv/batch.ts';
import { sumsPixels } from '../conv/operation.ts';
import { imageSize, kernelSize, type NumberFormat, type Operation } from '../conv/shape.ts';
import type { Distribution } from './distribution.ts';
import { batchIn } from './narrow-batch.ts';

const summed = new WeakMap<Batch, Batch>();

/**
 * What a subject is asked in place of a batch: where pixels alone are summed, the products as pixels, because ties,
 * cancellation, overflow and underflow of a batch lie in its products; in 16 bits, numbers of the format. The same
 * batch always gives the same.
 */
export function batchFor(
  { operation, format }: { readonly operation: Operation; readonly format: NumberFormat },
  batch: Batch,
): Batch {
  if (!sumsPixels(operation)) return batchIn(format, batch);
  const made = summed.get(batch) ?? { ...batch, images: batch.images.slice(), kernels: batch.kernels.slice() };
  if (!summed.has(batch)) multiplyInto(made);
  summed.set(batch, made);
  return batchIn(format, made);
}

/** The same numbers for sums of pixels: the pixels are products, and the taps are 1. */
export const asSums = (distribution: Distribution): Distribution => ({
  ...distribution,
  fill(rng, shape, images, kernels, count) {
    distribution.fill(rng, shape, images, kernels, count);
    multiplyInto({ shape, images, kernels, count });
  },
});

/** Pixel k of a case is multiplied by tap k: where a window is the whole image, these are the products of a dot. */
function multiplyInto({ shape, images, kernels, count }: Batch): void {
  const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
  for (let index = 0, at = 0; index < count; index += 1)
    for (let k = 0; k < pixels; k += 1, at += 1) images[at] = images[at]! * kernels[index * taps + (k % taps)]!;
  kernels.fill(1, 0, count * taps);
}
