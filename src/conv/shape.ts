/** The border of an image: none, that of TensorFlow's SAME, or numbers of rows and columns of zeros. */
export type Padding = 'valid' | 'same' | readonly [top: number, bottom: number, left: number, right: number];

/**
 * The shape of one convolution. Image NHWC, kernel HWIO, output NHWC; the kernel is not flipped. Pairs are [rows,
 * columns]. A depthwise convolution has `channelsOut` 1 (its kernel is HWI1) and `channelsIn` output channels.
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

/**
 * What an engine is asked to compute; see docs/protocol.md. `depthwise-conv2d` sums each output over one channel of the
 * window. All others sum over the whole window: kernel row, kernel column, input channel.
 */
export type Operation = 'conv2d' | 'depthwise-conv2d' | 'multiply-sum' | 'dot' | 'matmul' | 'einsum';

/** The format in which an operation is computed and its outputs are given. */
export type NumberFormat = 'binary32' | 'binary64';

/** Numbers in one image: batch · height · width · channelsIn. */
export function imageSize(shape: ConvShape): number {
  return shape.batch * shape.height * shape.width * shape.channelsIn;
}

/** Numbers in one kernel: kernelHeight · kernelWidth · channelsIn · channelsOut. */
export function kernelSize(shape: ConvShape): number {
  return shape.kernelHeight * shape.kernelWidth * shape.channelsIn * shape.channelsOut;
}

/** A single window of n terms in a row, without padding: a dot product. */
export function rowShape(n: number): ConvShape {
  return {
    ...{ batch: 1, height: 1, width: n, channelsIn: 1, channelsOut: 1, kernelHeight: 1, kernelWidth: n },
    stride: [1, 1],
    dilation: [1, 1],
    padding: 'valid',
  };
}
