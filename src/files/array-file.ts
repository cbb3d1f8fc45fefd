import type { ElementType } from '../float/element-type.ts';

/** An array in a file, of which parts are read as they are needed. */
export interface ArrayFile {
  /** The path as it was given, with the name of the array in a file of several: `weights.npz:conv1`. */
  readonly path: string;
  readonly type: ElementType;
  /** The sizes of the axes; none for a single number. */
  readonly sizes: readonly number[];
  /** The product of `sizes`. */
  readonly length: number;
  /** Numbers `from` (inclusive) to `to` (exclusive) in C order, each exactly. */
  read(from: number, to: number): Float64Array;
  close(): void;
}
