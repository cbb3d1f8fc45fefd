import type { Batch } from '../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize } from '../conv/shape.ts';
import type { Distribution } from '../inputs/distribution.ts';
import { neighbouringBinades, oneBinade } from '../inputs/distributions/binades.ts';
import { cancellingPairs } from '../inputs/distributions/cancelling.ts';
import { pixelsAndWeights } from '../inputs/distributions/integers.ts';
import { typical } from '../inputs/distributions/typical.ts';
import type { Rng } from '../inputs/rng.ts';

/**
 * Distributions on which additions round nearly always and nothing overflows or underflows: two orders that differ show it soon, and
 * an order is not refuted by what an engine does with infinities or subnormals.
 */
const ordinaryDistributions: readonly Distribution[] = [
  typical,
  pixelsAndWeights,
  oneBinade,
  neighbouringBinades,
  cancellingPairs,
];

/** `count` cases, as many of each ordinary distribution as of the others. */
export function ordinaryBatch(rng: Rng, shape: ConvShape, count: number): Batch {
  const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
  const images = new Float32Array(count * pixels);
  const kernels = new Float32Array(count * taps);
  const share = count / ordinaryDistributions.length;
  for (const [index, distribution] of ordinaryDistributions.entries()) {
    const [from, to] = [Math.round(index * share), Math.round((index + 1) * share)];
    if (to === from) continue;
    distribution.fill(
      rng,
      shape,
      images.subarray(from * pixels, to * pixels),
      kernels.subarray(from * taps, to * taps),
      to - from,
    );
  }
  return { shape, count, images, kernels };
}
