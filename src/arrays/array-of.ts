import type { ArrayFile } from '../files/array-file.ts';
import type { ElementType } from '../float/element-type.ts';

/** A mark of arrays in memory, which no path leads to. Copies with another type keep it. */
export const inMemory: unique symbol = Symbol('in memory');

/**
 * An array in memory. The numbers are numbers of the type, in C order; none is rounded, binary64 numbers not copied.
 */
export function arrayOf(
  numbers: ArrayLike<number>,
  sizes: readonly number[],
  type: ElementType = 'float32',
  path = 'array',
): ArrayFile {
  const length = sizes.reduce((product, size) => product * size, 1);
  if (numbers.length !== length) {
    throw new RangeError(`${path}: ${numbers.length} numbers for the sizes ${sizes.join('×')}`);
  }
  const all = numbers instanceof Float64Array ? numbers : Float64Array.from(numbers);
  const read = (from: number, to: number): Float64Array => Float64Array.from(all.subarray(from, to));
  const file = { path, type, sizes, length, read, close: () => {}, [inMemory]: true };
  return file;
}
