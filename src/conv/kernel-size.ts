import type { ConvShape } from './shape.ts';

/** Numbers in one kernel: kernelHeight · kernelWidth · channelsIn · channelsOut. */
export function kernelSize(shape: ConvShape): number {
  return shape.kernelHeight * shape.kernelWidth * shape.channelsIn * shape.channelsOut;
}
