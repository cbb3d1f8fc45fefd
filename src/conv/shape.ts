import type { NarrowName } from '../float/narrow-numbers.ts';

/** The border of an image: none, that of TensorFlow's SAME, or numbers of rows and columns of zeros. */
export type Padding = 'valid' | 'same' | readonly [top: number, bottom: number, left: number, right: number];

/**
 * The third dimension of a volume. A volume is a row of slices, NDHWC, and each slice is an image; a kernel is DHWIO.
 * Slices of zeros are always given in numbers, whatever `padding` says of rows and columns.
 */
export interface Depth {
  /** Slices of a volume. */
  readonly size: number;
  /** Slices of the kernel. */
  readonly kernel: number;
  /** Slices from one window to the next; at least 1. */
  readonly stride: number;
  /** Slices from one tap to the next; at least 1. */
  readonly dilation: number;
  /** Slices of zeros before the first one. */
  readonly before: number;
  /** Slices of zeros after the last one. */
  readonly after: number;
}

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
  /** The border of zeros. A transposed convolution leaves so many rows and columns of its result out. */
  readonly padding: Padding;
  /**
   * How many groups the channels of the image are divided into, for `grouped-conv2d` and `batched-matmul`; 1 if left
   * out. Each group has `channelsOut` filters of its own, which see the channels of this group.
   */
  readonly groups?: number | undefined;
  /** Rows and columns more at the end of the result of `transposed-conv2d`; [0, 0] if left out. */
  readonly outputPadding?: readonly [number, number] | undefined;
  /** The slices of `conv3d`. Without it, image and kernel have no depth; `conv3d` takes them as one slice each. */
  readonly depth?: Depth | undefined;
}

/** What an engine is asked to compute; see docs/protocol.md, and operation.ts for what they sum. */
export type Operation =
  | 'conv2d'
  | 'depthwise-conv2d'
  | 'grouped-conv2d'
  | 'transposed-conv2d'
  | 'conv1d'
  | 'conv3d'
  | 'multiply-sum'
  | 'dot'
  | 'matmul'
  | 'batched-matmul'
  | 'einsum'
  | 'sum'
  | 'sum-last-axis'
  | 'sum-first-axis'
  | 'mean';

/** The formats that programs print and lastbit's own algorithms compute in. */
export type WideFormat = 'binary32' | 'binary64';

/**
 * The format in which an operation is computed and its outputs are given. In 16 bits its inputs are numbers of the
 * format too, and the accumulator may be wider.
 */
export type NumberFormat = WideFormat | NarrowName;

/** Rows of an image; of a volume those of all slices, which lie one after another in memory. */
export function imageRows({ height, depth }: ConvShape): number {
  return depth === undefined ? height : depth.size * height;
}

/** Rows of a kernel; those of all its slices, one after another. */
export function kernelRows({ kernelHeight, depth }: ConvShape): number {
  return depth === undefined ? kernelHeight : depth.kernel * kernelHeight;
}

/** Numbers in one image: batch · (slices ·) height · width · channelsIn. */
export function imageSize(shape: ConvShape): number {
  return shape.batch * imageRows(shape) * shape.width * shape.channelsIn;
}

/** Numbers in one kernel: (slices ·) kernelHeight · kernelWidth · channelsIn · channelsOut. */
export function kernelSize(shape: ConvShape): number {
  return kernelRows(shape) * shape.kernelWidth * shape.channelsIn * shape.channelsOut;
}

/** The operation that a shape is made for, where none is named. */
export const usualOperation = ({ depth }: ConvShape): Operation => (depth === undefined ? 'conv2d' : 'conv3d');

/** A single window of n terms in a row, without padding: a dot product. */
export function rowShape(n: number): ConvShape {
  return {
    ...{ batch: 1, height: 1, width: n, channelsIn: 1, channelsOut: 1, kernelHeight: 1, kernelWidth: n },
    stride: [1, 1],
    dilation: [1, 1],
    padding: 'valid',
  };
}
