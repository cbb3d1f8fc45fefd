/** How the border is filled: not at all, as TensorFlow's SAME does, or by so many rows and columns of zeros. */
export type Padding = 'valid' | 'same' | readonly [top: number, bottom: number, left: number, right: number];

/**
 * The shape of one convolution. An image is NHWC, a kernel is HWIO, an output is NHWC; the kernel is not flipped.
 * Pairs are [rows, columns]. A depthwise convolution has `channelsOut` 1 (the kernel is HWI1) and `channelsIn` output channels.
 */
export interface ConvShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly padding: Padding;
}
