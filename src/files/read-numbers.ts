import { allNumbers } from './all-numbers.ts';
import type { NumberArray } from './number-array.ts';
import { openArray } from './open-array.ts';

/** All numbers of an array in a file, as `openArray` reads it. */
export function readNumbers(path: string): NumberArray {
  return allNumbers(path, openArray);
}
