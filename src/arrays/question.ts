import type { ArrayFile } from '../files/array-file.ts';
import type { PixelTable } from './pixel-table.ts';

/** The slices of a convolution of volumes. */
export interface DepthOfArrays {
  readonly size: number;
  readonly kernel: number;
  readonly outputs: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
  /** What the axes of an answer are called. */
  readonly axes: readonly string[];
}

/** What was computed, as the user says it. Axes of `sum` count from 0. */
export type ArrayOperation =
  | {
      readonly kind: 'conv';
      readonly stride: readonly [rows: number, columns: number];
      readonly dilation: readonly [rows: number, columns: number];
      /** [top, bottom, left, right], already worked out. */
      readonly padding: readonly [top: number, bottom: number, left: number, right: number];
      readonly groups: number;
      readonly transposed: boolean;
      readonly depth?: DepthOfArrays;
    }
  | { readonly kind: 'matmul' }
  | { readonly kind: 'dot' }
  | { readonly kind: 'sum'; readonly axes: readonly number[]; readonly mean: boolean };

/**
 * The loops that every operation comes down to. Output (p, b, y, x, c) is Σ over r < kernelRows, q < kernelColumns and
 * k < channels of left(p, b, i, j, k) · right(p, r, q, k, c), with i = rowOf[y · kernelRows + r] and j = columnOf[x ·
 * kernelColumns + q]. An index of −1 is a place without a pixel: it adds no term.
 *
 * - A convolution has one part for each group; padding, stride, dilation and transposition are in the tables.
 *   The rows of a volume are those of all its slices, one after another, of the kernel and of the answer too.
 * - A matrix product has 1×1 kernels: a row of the left matrix is a pixel, its columns are channels. A part is one
 *   product of a batch.
 * - A dot product is a matrix product of one row and one column.
 * - A sum has no `right`, which stands for ones; what is summed is a channel, what is kept a row.
 */
export interface Geometry {
  readonly parts: number;
  readonly batch: number;
  /** Rows and columns of pixels of `left`. */
  readonly rows: number;
  readonly columns: number;
  /** Channels of one part of `left`. */
  readonly channels: number;
  readonly kernelRows: number;
  readonly kernelColumns: number;
  readonly outputRows: number;
  readonly outputColumns: number;
  /** Output channels of one part. */
  readonly outputChannels: number;
  readonly rowOf: PixelTable;
  readonly columnOf: PixelTable;
}

/** One axis of the file: how many steps it has, and how many numbers lie between them in C order. */
export interface Dimension {
  readonly size: number;
  readonly stride: number;
}

/** An axis of the loops as axes of the file, the slowest first; none for an axis of size 1. Stride 0 repeats. */
export type LoopAxis = readonly Dimension[];

/** Where the numbers of an operand lie in its file: one entry for each axis of the loops. */
export interface Operand {
  readonly file: ArrayFile;
  /**
   * Of `left` part, batch, row, column, channel; of `right` part, kernel row, kernel column, channel, output channel;
   * of an answer part, batch, row, column, output channel; of a bias part, output channel.
   */
  readonly axes: readonly LoopAxis[];
}

/** Arrays, and what is to be computed of them. */
export interface Question {
  readonly operation: ArrayOperation;
  readonly geometry: Geometry;
  readonly left: Operand;
  /** Absent: ones. */
  readonly right?: Operand;
  readonly bias?: Operand;
  /** The exact sum is divided by this: how many numbers a mean is of; else 1. */
  readonly divisor: number;
  /** The sizes that an answer has, in the layout of the files, and the same as axes of the loops. */
  readonly outputSizes: readonly number[];
  readonly outputAxes: readonly LoopAxis[];
}

/** Numbers that an implementation gave for the question. */
export interface Answer {
  /** As the user calls it. */
  readonly name: string;
  readonly file: ArrayFile;
}
