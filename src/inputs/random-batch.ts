import type { Batch } from '../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize } from '../conv/shape.ts';
import type { Distribution } from './distribution.ts';
import type { Rng } from './rng.ts';

/**
 * `count` cases of one distribution and one shape. With `into`, a batch of the same shape and count, its memory is written
 * again: for loops that draw millions of cases.
 */
export function randomBatch(
  rng: Rng,
  distribution: Distribution,
  shape: ConvShape,
  count: number,
  into?: Batch,
): Batch {
  const images = into?.images ?? new Float32Array(count * imageSize(shape));
  const kernels = into?.kernels ?? new Float32Array(count * kernelSize(shape));
  distribution.fill(rng, shape, images, kernels, count);
  return { shape, count, images, kernels };
}
