/** How the border is filled: not at all, as TensorFlow's SAME does, or by so many rows and columns of zeros. */
export type Padding = 'valid' | 'same' | readonly [top: number, bottom: number, left: number, right: number];

/**
 * The shape of one convolution. An image is NHWC, a kernel is HWIO, an output is NHWC; the kernel is not flipped. Pairs
 * are [rows, columns]. A depthwise convolution has `channelsOut` 1 (the kernel is HWI1) and `channelsIn` output
 * channels.
 */
export interface ConvShape {
  /** Images in one input. Whole, from 1, like every size below. */
  readonly batch: number;
  /** Rows of an image. */
  readonly height: number;
  /** Columns of an image. */
  readonly width: number;
  /** Numbers of a pixel. */
  readonly channelsIn: number;
  /** Numbers of an output pixel. */
  readonly channelsOut: number;
  /** Rows of the kernel. */
  readonly kernelHeight: number;
  /** Columns of the kernel. */
  readonly kernelWidth: number;
  /** Pixels from one window to the next, [rows, columns], from 1. */
  readonly stride: readonly [number, number];
  /** Pixels from one tap to the next, [rows, columns], from 1; 1 is a kernel without gaps. */
  readonly dilation: readonly [number, number];
  /** The border of zeros. */
  readonly padding: Padding;
}
