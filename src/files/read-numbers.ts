import { largestSize } from '../conv/check-shape.ts';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { NumberArray } from './number-array.ts';
import { openArray } from './open-array.ts';

/**
 * Reads all numbers of an array, as `openArray` does; at most 2^26, which are as many as an image may have. Throws a
 * UsageError that names the file and what is wrong.
 */
export function readNumbers(path: string): NumberArray {
  const file = openArray(path);
  try {
    if (file.length > largestSize)
      throw new UsageError(`${shown(path)}: has ${file.length} numbers; at most ${largestSize} are read`);
    return { path, sizes: file.sizes, numbers: file.read(0, file.length) };
  } finally {
    file.close();
  }
}
