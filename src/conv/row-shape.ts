import type { ConvShape } from './shape.ts';

/** One window of n terms, side by side: an image and a kernel of one row, one channel, nothing around. */
export function rowShape(n: number): ConvShape {
  return {
    ...{ batch: 1, height: 1, width: n, channelsIn: 1, channelsOut: 1, kernelHeight: 1, kernelWidth: n },
    stride: [1, 1],
    dilation: [1, 1],
    padding: 'valid',
  };
}
