import { UsageError } from '../errors/usage-error.ts';
import { type ConvShape, imageSize, kernelSize } from './shape.ts';
import { shapeKey } from './shape-text.ts';

/** One input: an image (NHWC) and a kernel (HWIO) of binary32 numbers. */
export interface Case {
  /** The shape of image and kernel. */
  readonly shape: ConvShape;
  /** NHWC: batch · height · width · channelsIn numbers. */
  readonly image: Float32Array;
  /** HWIO: kernelHeight · kernelWidth · channelsIn · channelsOut numbers. */
  readonly kernel: Float32Array;
}

/** `count` inputs of one shape, side by side in memory. Engines and fast paths take batches. */
export interface Batch {
  /** The shape of every image and kernel. */
  readonly shape: ConvShape;
  /** How many inputs; at least 1. */
  readonly count: number;
  /** `count` images one after another, each NHWC. */
  readonly images: Float32Array;
  /** As many kernels, each HWIO. */
  readonly kernels: Float32Array;
  /** The name of the distribution of inputs that its numbers were drawn from, where they were. */
  readonly distribution?: string;
}

/**
 * Copies cases of one shape into a batch. Throws a UsageError if the shapes differ, or if there is no case to take the
 * shape from.
 */
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

/** A copy of case `index` of a batch. */
export function caseAt(batch: Batch, index: number): Case {
  const [pixels, taps] = [imageSize(batch.shape), kernelSize(batch.shape)];
  return {
    shape: batch.shape,
    image: batch.images.slice(index * pixels, (index + 1) * pixels),
    kernel: batch.kernels.slice(index * taps, (index + 1) * taps),
  };
}

/** Cases `from` (inclusive) to `to` (exclusive). Shares memory with the batch. */
export function sliceBatch(batch: Batch, from: number, to: number): Batch {
  const [pixels, taps] = [imageSize(batch.shape), kernelSize(batch.shape)];
  return {
    ...batch,
    count: to - from,
    images: batch.images.subarray(from * pixels, to * pixels),
    kernels: batch.kernels.subarray(from * taps, to * taps),
  };
}

/** Cases of one shape as a batch, with the index that each has among all cases. */
export interface Group {
  readonly batch: Batch;
  readonly places: readonly number[];
}

/** Cases of any shapes as one batch per shape, in the order in which the shapes first occur. */
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
