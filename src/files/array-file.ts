import type { ElementType } from '../float/element-type.ts';

/** An array in a file, of which parts are read as they are needed. */
export interface ArrayFile {
  /** The path as it was given, with the name of the array in a file of several: `weights.npz:conv1`. */
  readonly path: string;
  readonly type: ElementType;
  /** What had to be guessed about the file, as a sentence: the type of numbers that ml_dtypes wrote. */
  readonly note?: string;
  /** The sizes of the axes; none for a single number. */
  readonly sizes: readonly number[];
  /** The product of `sizes`. */
  readonly length: number;
  /**
   * Numbers `from` (inclusive) to `to` (exclusive) in C order, each exactly. Throws a UsageError that names the place
   * of an integer beyond 2^53, and of a byte that is no boolean.
   */
  read(from: number, to: number): Float64Array;
  /** The whole .npy file that was inflated from an archive, for other threads: `inflatedArray` opens it. */
  readonly share?: () => SharedArrayBuffer;
  close(): void;
}
