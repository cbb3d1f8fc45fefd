import { UsageError } from '../errors/usage-error.ts';
import { type ConvShape, imageSize, kernelSize } from './shape.ts';
import { shapeKey } from './shape-text.ts';
/** One input: an image (NHWC) and a kernel (HWIO) of binary32 numbers. */
export interface Case {
  readonly shape: ConvShape;
  readonly image: Float32Array;
  readonly kernel: Float32Array;
}

/** Many inputs of one shape, side by side in memory: what engines and fast paths take. */
export interface Batch {
  readonly shape: ConvShape;
  readonly count: number;
  readonly images: Float32Array;
  readonly kernels: Float32Array;
}

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
    shape: batch.shape,
    count: to - from,
    images: batch.images.subarray(from * pixels, to * pixels),
    kernels: batch.kernels.subarray(from * taps, to * taps),
  };
}

/** Cases of one shape as a batch, with the place that each has among all. */
export interface Group {
  readonly batch: Batch;
  readonly places: readonly number[];
}

/** Cases of any shapes as one batch a shape, in the order in which the shapes first occur. */
export function groupByShape(cases: readonly Case[]): readonly Group[] {
  const places = new Map<string, number[]>();
  for (const [place, { shape }] of cases.entries()) {
    const key = shapeKey(shape);
    const known = places.get(key);
    if (known === undefined) places.set(key, [place]);
    else known.push(place);
  }
  return [...places.values()].map((group) => ({ batch: batchOf(group.map((place) => cases[place]!)), places: group }));
}
