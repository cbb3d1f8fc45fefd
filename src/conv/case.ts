import type { ConvShape } from './shape.ts';

/** One input: an image (NHWC) and a kernel (HWIO) of binary32 numbers. */
export interface Case {
  /** Of this one input. */
  readonly shape: ConvShape;
  /** NHWC: batch · height · width · channelsIn numbers. */
  readonly image: Float32Array;
  /** HWIO: kernelHeight · kernelWidth · channelsIn · channelsOut numbers. */
  readonly kernel: Float32Array;
}

/** Many inputs of one shape, side by side in memory: what engines and fast paths take. */
export interface Batch {
  readonly shape: ConvShape;
  readonly count: number;
  readonly images: Float32Array;
  readonly kernels: Float32Array;
  /** The name of the distribution of inputs that its numbers were drawn from, where they were. */
  readonly distribution?: string;
}
