import type { ArrayFile } from '../files/array-file.ts';
import type { ElementType } from '../float/element-type.ts';

/** An array in memory. The numbers are numbers of the type, in C order; none is rounded or copied. */
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
  const all = Float64Array.from(numbers);
  return { path, type, sizes, length, read: (from, to) => all.slice(from, to), close: () => {} };
}
