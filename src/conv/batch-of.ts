import { UsageError } from '../errors/usage-error.ts';
import type { Batch, Case } from './case.ts';
import { imageSize } from './image-size.ts';
import { kernelSize } from './kernel-size.ts';
import { shapeKey } from './shape-key.ts';

/** Cases of one shape, copied side by side. At least one case, because a batch without cases has no shape. */
export function batchOf(cases: readonly Case[]): Batch {
  const first = cases[0];
  if (first === undefined) throw new UsageError('batch: no case given; a batch takes its shape from its first case');
  const { shape } = first;
  const images = new Float32Array(cases.length * imageSize(shape));
  const kernels = new Float32Array(cases.length * kernelSize(shape));
  for (const [index, { shape: other, image, kernel }] of cases.entries()) {
    if (other !== shape && shapeKey(other) !== shapeKey(shape)) {
      throw new UsageError(
        `batch: case ${index} has shape ${shapeKey(other)}, the first one ${shapeKey(shape)}; a batch has one shape`,
      );
    }
    images.set(image, index * imageSize(shape));
    kernels.set(kernel, index * kernelSize(shape));
  }
  return { shape, count: cases.length, images, kernels };
}

/** Case `index` of a batch, copied, so that it outlives the batch. */
export function caseAt(batch: Batch, index: number): Case {
  const [pixels, taps] = [imageSize(batch.shape), kernelSize(batch.shape)];
  return {
    shape: batch.shape,
    image: batch.images.slice(index * pixels, (index + 1) * pixels),
    kernel: batch.kernels.slice(index * taps, (index + 1) * taps),
  };
}

/** Cases `from` (inclusive) to `to` (exclusive), in the memory of the batch. */
export function sliceBatch(batch: Batch, from: number, to: number): Batch {
  const [pixels, taps] = [imageSize(batch.shape), kernelSize(batch.shape)];
  return {
    ...batch,
    count: to - from,
    images: batch.images.subarray(from * pixels, to * pixels),
    kernels: batch.kernels.subarray(from * taps, to * taps),
  };
}
