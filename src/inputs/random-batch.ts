import type { Batch } from '../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize } from '../conv/shape.ts';
import type { Distribution } from './distribution.ts';
import type { Rng } from './random.ts';

/**
 * `count` cases of one distribution and one shape. `into`, a batch of the same shape and count, is overwritten, for
 * loops that draw millions of cases.
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
  return { shape, count, images, kernels, distribution: distribution.name };
}

/**
 * `count` cases of one shape, equally many of each distribution, one distribution after another. The first cases are of
 * distribution `first` (modulo their number), so that many small batches in a row reach all of them. With
 * `into`, a batch of the same shape and at least as many cases, its memory is written again.
 */
export function mixedBatch(
  rng: Rng,
  shape: ConvShape,
  count: number,
  distributions: readonly Distribution[],
  first: number = 0,
  into?: Batch,
): Batch {
  const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
  const images = into?.images.subarray(0, count * pixels) ?? new Float32Array(count * pixels);
  const kernels = into?.kernels.subarray(0, count * taps) ?? new Float32Array(count * taps);
  const runs = Math.min(count, distributions.length);
  for (let run = 0; run < runs; run++) {
    const [from, to] = [startOf(run, runs, count), startOf(run + 1, runs, count)];
    const [image, kernel] = [images.subarray(from * pixels, to * pixels), kernels.subarray(from * taps, to * taps)];
    distributions[(first + run) % distributions.length]!.fill(rng, shape, image, kernel, to - from);
  }
  return { shape, count, images, kernels };
}

/** The distribution of one case of such a batch. */
export function distributionOf(
  index: number,
  count: number,
  distributions: readonly Distribution[],
  first: number = 0,
): Distribution {
  const runs = Math.min(count, distributions.length);
  let run = 0;
  while (startOf(run + 1, runs, count) <= index) run++;
  return distributions[(first + run) % distributions.length]!;
}

const startOf = (run: number, runs: number, count: number): number => Math.round((run * count) / runs);
