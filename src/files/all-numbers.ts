import { largestSize } from '../conv/check-shape.ts';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ArrayFile } from './array-file.ts';
import type { NumberArray } from './number-array.ts';

/** Opens an array by its path: from disk, or from what a page was given. Throws a UsageError that names the path. */
export type OpenArray = (path: string) => ArrayFile;

/**
 * All numbers of an array; at most 2^26, which are as many as an image may have. Throws a UsageError that names the
 * file and what is wrong. Closes the file.
 */
export function allNumbers(path: string, open: OpenArray): NumberArray {
  const file = open(path);
  try {
    if (file.length > largestSize)
      throw new UsageError(`${shown(path)}: has ${file.length} numbers; at most ${largestSize} are read`);
    return { path, sizes: file.sizes, numbers: file.read(0, file.length) };
  } finally {
    file.close();
  }
}
