import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import type { NumberArray } from './number-array.ts';
import { parseNpy } from './parse-npy.ts';
import { parseCsv, parseJsonNumbers } from './parse-text.ts';

const readers: Readonly<Record<string, (path: string, bytes: Buffer) => NumberArray>> = {
  '.npy': parseNpy,
  '.json': (path, bytes) => parseJsonNumbers(path, bytes.toString('utf8')),
  '.csv': (path, bytes) => parseCsv(path, bytes.toString('utf8')),
};
const largestFile = 2 ** 29;

/** Reads the numbers of a .npy, .json or .csv file. Throws a UsageError that names the file and what is wrong. */
export function readNumbers(path: string): NumberArray {
  const reader = readers[extname(path).toLowerCase()];
  if (reader === undefined) throw new UsageError(`${path}: not a .npy, .json or .csv file`);
  return reader(path, contents(path));
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'a folder, not a file',
  EACCES: 'no permission to read it',
  ENOTDIR: 'there is no such file',
};

function contents(path: string): Buffer {
  try {
    const { size } = statSync(path);
    if (size > largestFile)
      throw new UsageError(`${path}: the file has ${size} bytes; at most ${largestFile} are read`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new UsageError(`${path}: ${reasons[code] ?? `it cannot be read (${code})`}`);
  }
}
