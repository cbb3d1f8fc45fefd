import type { ConvShape } from '../../conv/shape.ts';

/** Index of a pixel in an image, NHWC. */
export function pixelAt(shape: ConvShape, image: number, row: number, column: number, channel: number): number {
  return ((image * shape.height + row) * shape.width + column) * shape.channelsIn + channel;
}

/** Index of a tap in a kernel, HWIO. */
export function tapAt(shape: ConvShape, row: number, column: number, channel: number, filter: number): number {
  return ((row * shape.kernelWidth + column) * shape.channelsIn + channel) * shape.channelsOut + filter;
}

/** 0 … n − 1. */
export function upTo(n: number): readonly number[] {
  return Array.from({ length: n }, (_, index) => index);
}
