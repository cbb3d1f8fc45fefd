import type { Batch } from '../../conv/batch.ts';
import { allOperations, hasTaps, isTransposed } from '../../conv/operation.ts';
import { outputShape, outputSize, paddingOf, transposedPadding } from '../../conv/output-shape.ts';
import { type ConvShape, imageRows, imageSize, kernelRows, kernelSize, type Operation } from '../../conv/shape.ts';
import type { OutputPair, Relation } from '../metamorphic-claim.ts';

/** Transposed convolutions have no window that slides over the image: each output has the taps that fall on it. */
export const transposed: readonly Operation[] = allOperations.filter(isTransposed);
/** What is said of rows and columns alone, with their padding, is not said of volumes. */
export const volumes: readonly Operation[] = ['conv3d'];
/** Sums and means ignore the kernel. */
export const withoutTaps: readonly Operation[] = allOperations.filter((operation) => !hasTaps(operation));
/** A further channel would belong to one of the groups, or would be a group. */
export const grouped: readonly Operation[] = ['depthwise-conv2d', 'grouped-conv2d', 'batched-matmul'];

/** A place of an output: image, row, column, channel. */
export type Place = readonly [image: number, row: number, column: number, channel: number];

/**
 * Pairs every output of the batch with the output of the varied batch at `partner(place)`; undefined pairs it with
 * none.
 */
export function matchedOutputs(
  batch: Batch,
  varied: Batch,
  operation: Operation,
  must: Relation,
  partner: (place: Place) => Place | undefined = (place) => place,
): readonly OutputPair[] {
  const [images, rows, columns, channels] = outputShape(batch.shape, operation);
  const [, newRows, newColumns, newChannels] = outputShape(varied.shape, operation);
  const pairs: OutputPair[] = [];
  let first = 0;
  for (let image = 0; image < images; image++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let channel = 0; channel < channels; channel++, first++) {
          const to = partner([image, row, column, channel]);
          if (to === undefined) continue;
          const second = ((to[0] * newRows + to[1]) * newColumns + to[2]) * newChannels + to[3];
          pairs.push({ first, second, must });
        }
  const sizes = [outputSize(batch.shape, operation), outputSize(varied.shape, operation)] as const;
  return pairsOfCases(batch.count, sizes, pairs);
}

/**
 * Repeats the pairs of one case for all cases of a batch. `sizes` are the numbers of outputs of a case, original and
 * varied.
 */
export function pairsOfCases(
  count: number,
  sizes: readonly [first: number, second: number],
  pairs: readonly OutputPair[],
): readonly OutputPair[] {
  return Array.from({ length: count }, (_, index) =>
    pairs.map((pair) => ({ ...pair, first: pair.first + index * sizes[0], second: pair.second + index * sizes[1] })),
  ).flat();
}

/**
 * The padding of a shape in numbers, as fields of a shape. What a transposed convolution adds at the end, instead of
 * cutting it off, is its output padding.
 */
export function paddingInNumbers(shape: ConvShape, operation: Operation): Pick<ConvShape, 'padding' | 'outputPadding'> {
  if (!isTransposed(operation)) return { padding: paddingOf(shape) };
  const [top, bottom, left, right] = transposedPadding(shape);
  const [below, after] = [Math.max(0, -bottom), Math.max(0, -right)];
  return { padding: [top, Math.max(0, bottom), left, Math.max(0, right)], outputPadding: [below, after] };
}

/** Index of a pixel in an image, NHWC. Rows of a volume are counted through its slices. */
export function pixelAt(shape: ConvShape, image: number, row: number, column: number, channel: number): number {
  return ((image * imageRows(shape) + row) * shape.width + column) * shape.channelsIn + channel;
}

/** Index of a tap in a kernel, HWIO; rows as in `pixelAt`. */
export function tapAt(shape: ConvShape, row: number, column: number, channel: number, filter: number): number {
  return ((row * shape.kernelWidth + column) * shape.channelsIn + channel) * shape.channelsOut + filter;
}

/** 0 … n − 1. */
export function upTo(n: number): readonly number[] {
  return Array.from({ length: n }, (_, index) => index);
}

/**
 * Where the numbers of a new case come from, as indices into the old one; −1 stands for +0. Without a function the
 * numbers stay.
 */
export interface Sources {
  pixel?(image: number, row: number, column: number, channel: number): number;
  tap?(row: number, column: number, channel: number, filter: number): number;
}

/** Cases of a new shape, each made of the numbers of one old case. */
export function rearranged(batch: Batch, shape: ConvShape, { pixel, tap }: Sources): Batch {
  return {
    ...{ shape, count: batch.count },
    images: pixel === undefined ? batch.images : taken(batch.images, batch.count, pixels(shape, pixel)),
    kernels: tap === undefined ? batch.kernels : taken(batch.kernels, batch.count, taps(shape, tap)),
  };
}

function pixels(shape: ConvShape, source: NonNullable<Sources['pixel']>): Int32Array {
  const [rows, indices] = [imageRows(shape), new Int32Array(imageSize(shape))];
  let i = 0;
  for (let image = 0; image < shape.batch; image++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < shape.width; column++)
        for (let channel = 0; channel < shape.channelsIn; channel++) indices[i++] = source(image, row, column, channel);
  return indices;
}

function taps(shape: ConvShape, source: NonNullable<Sources['tap']>): Int32Array {
  const [rows, indices] = [kernelRows(shape), new Int32Array(kernelSize(shape))];
  let i = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < shape.kernelWidth; column++)
      for (let channel = 0; channel < shape.channelsIn; channel++)
        for (let filter = 0; filter < shape.channelsOut; filter++) indices[i++] = source(row, column, channel, filter);
  return indices;
}

function taken(from: Float32Array, count: number, indices: Int32Array): Float32Array {
  const size = from.length / count;
  const to = new Float32Array(count * indices.length);
  for (let i = 0, place = 0; i < count; i++) {
    for (const index of indices) to[place++] = index < 0 ? 0 : from[i * size + index]!;
  }
  return to;
}
