import { extname } from 'node:path';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { NumberArray } from './number-array.ts';
import { parseNpy } from './parse-npy.ts';
import { parseCsv, parseJsonNumbers } from './parse-text.ts';
import { readInput, readText } from './read-input.ts';

/** 512 MiB of numbers, the most that an image may have in binary64, and a header. */
const largestNpy = 2 ** 29 + 2 ** 14;

const readers: Readonly<Record<string, (path: string) => NumberArray>> = {
  '.npy': (path) => parseNpy(path, readInput(path, largestNpy)),
  '.json': (path) => parseJsonNumbers(path, readText(path)),
  '.csv': (path) => parseCsv(path, readText(path)),
};

/**
 * Reads the numbers of a .npy file of at most 512 MiB, or of a .json or .csv file of at most 16 MiB. Throws a
 * UsageError that names the file and what is wrong.
 */
export function readNumbers(path: string): NumberArray {
  const reader = readers[extname(path).toLowerCase()];
  if (reader === undefined) throw new UsageError(`${shown(path)}: not a .npy, .json or .csv file`);
  return reader(path);
}
