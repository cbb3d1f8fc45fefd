import type { NarrowName } from '../float/narrow-numbers.ts';

/** The border of an image: none, that of TensorFlow's SAME, or numbers of rows and columns of zeros. */
export type Padding = 'valid' | 'same' | readonly [top: number, bottom: number, left: number, right: number];

/**
 * The shape of one convolution. Image NHWC, kernel HWIO, output NHWC; the kernel is not flipped. Pairs are [rows,
 * columns]. A depthwise convolution has `channelsOut` 1 (its kernel is HWI1) and `channelsIn` output channels.
 */
export interface ConvShape {
  /** Images in one input. Like every size below, a whole number of at least 1. */
  readonly batch: number;
  /** Rows of an image. */
  readonly height: number;
  /** Columns of an image. */
  readonly width: number;
  /** Numbers per pixel of the image. */
  readonly channelsIn: number;
  /** Numbers per pixel of the output. */
  readonly channelsOut: number;
  /** Rows of the kernel. */
  readonly kernelHeight: number;
  /** Columns of the kernel. */
  readonly kernelWidth: number;
  /** Pixels from one window to the next; at least 1. */
  readonly stride: readonly [number, number];
  /** Pixels from one tap to the next; at least 1. 1 is a kernel without gaps. */
  readonly dilation: readonly [number, number];
  /** The border of zeros. */
  readonly padding: Padding;
}

/**
 * What an engine is asked to compute; see docs/protocol.md. `depthwise-conv2d` sums each output over one channel of the
 * window. All others sum over the whole window: kernel row, kernel column, input channel.
 */
export type Operation = 'conv2d' | 'depthwise-conv2d' | 'multiply-sum' | 'dot' | 'matmul' | 'einsum';

/** The formats that programs print and lastbit's own algorithms compute in. */
export type WideFormat = 'binary32' | 'binary64';

/**
 * The format in which an operation is computed and its outputs are given. In 16 bits its inputs are numbers of the
 * format too, and the accumulator may be wider.
 */
export type NumberFormat = WideFormat | NarrowName;

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
