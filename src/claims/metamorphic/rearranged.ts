import type { Batch } from '../../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize } from '../../conv/shape.ts';

/** Where the numbers of a new case come from, as indices into the old one; −1 is +0. Without a function they stay as they are. */
export interface Sources {
  pixel?(image: number, row: number, column: number, channel: number): number;
  tap?(row: number, column: number, channel: number, filter: number): number;
}

/** Cases of a new shape made of the numbers of the old ones, each of its own case. */
export function rearranged(batch: Batch, shape: ConvShape, { pixel, tap }: Sources): Batch {
  return {
    ...{ shape, count: batch.count },
    images: pixel === undefined ? batch.images : taken(batch.images, batch.count, pixels(shape, pixel)),
    kernels: tap === undefined ? batch.kernels : taken(batch.kernels, batch.count, taps(shape, tap)),
  };
}

function pixels(shape: ConvShape, source: NonNullable<Sources['pixel']>): Int32Array {
  const indices = new Int32Array(imageSize(shape));
  let i = 0;
  for (let image = 0; image < shape.batch; image++)
    for (let row = 0; row < shape.height; row++)
      for (let column = 0; column < shape.width; column++)
        for (let channel = 0; channel < shape.channelsIn; channel++) indices[i++] = source(image, row, column, channel);
  return indices;
}

function taps(shape: ConvShape, source: NonNullable<Sources['tap']>): Int32Array {
  const indices = new Int32Array(kernelSize(shape));
  let i = 0;
  for (let row = 0; row < shape.kernelHeight; row++)
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
