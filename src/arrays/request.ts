import type { Steps, VolumePadding } from '../conv/volume.ts';
import type { ArrayFile } from '../files/array-file.ts';

/** What to judge, as the user says it. What is absent is 1, none, or found from the sizes. */
export type ArrayRequest = ConvRequest | ProductRequest | SumRequest;

export interface ConvRequest {
  readonly kind: 'conv';
  /**
   * Axes of `layout`: 5 for slices, rows and columns (NDHWC, NCDHW), 4 for rows and columns, 3 for a single dimension
   * (NLC, NCL), 2 for rows × columns alone.
   */
  readonly image: ArrayFile;
  /** Axes of `kernelLayout`, as many as the image or 2. */
  readonly kernel: ArrayFile;
  /** One number for each output channel, in any sizes that have as many numbers. */
  readonly bias?: ArrayFile;
  readonly stride?: number | Pair | Steps;
  readonly dilation?: number | Pair | Steps;
  /**
   * A number goes on every side of a dimension, two numbers are [rows, columns], four [top, bottom, left, right], six
   * have slices [front, back] before them.
   */
  readonly padding?: 'valid' | 'same' | number | Pair | Sides | VolumePadding;
  readonly groups?: number;
  readonly transposed?: boolean;
  readonly layout?: Layout;
  readonly kernelLayout?: KernelLayout;
}

/** Of vectors and matrices as numpy.matmul takes them, or a dot product of two arrays of equal sizes. */
export interface ProductRequest {
  readonly kind: 'matmul' | 'dot';
  readonly left: ArrayFile;
  readonly right: ArrayFile;
}

export interface SumRequest {
  readonly kind: 'sum';
  readonly array: ArrayFile;
  /** Negative axes count from the last. Absent: all axes. */
  readonly axes?: readonly number[];
  /** Divide by how many numbers a sum has. */
  readonly mean?: boolean;
}

export type Pair = readonly [rows: number, columns: number];
export type Sides = readonly [top: number, bottom: number, left: number, right: number];
export type Layout = 'nhwc' | 'nchw';
/** Of a transposed convolution `hwio` is TensorFlow's HWOI and `oihw` PyTorch's IOHW. */
export type KernelLayout = 'hwio' | 'oihw';
