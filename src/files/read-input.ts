import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { shown } from '../errors/shown.ts';
import { systemReason } from '../errors/system-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { textOf } from './array-of-content.ts';
import { otherKind } from './other-kind.ts';

/** The largest file of numbers in text, and of JSON, that is read: 16 MiB. */
const largestText = 2 ** 24;

/**
 * Opens a regular file. Throws a UsageError, one line that begins with the path, for a file that is missing or may not
 * be read, and for a folder, a device, a FIFO or a socket, which may have no end.
 */
export function openRegular(path: string): { readonly file: number; readonly size: number } {
  if (path === '') refuse(path, 'the name is empty; give the name of a file');
  return told(path, () => {
    // Otherwise opening a FIFO would wait for a writer.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = fstatSync(file);
      const kind = otherKind(found);
      if (kind !== undefined) refuse(path, `${kind}, not a file; give a regular file`);
      return { file, size: found.size };
    } catch (error) {
      closeSync(file);
      throw error;
    }
  });
}

/** Reads a regular file of at most `largest` bytes. Throws a UsageError for a larger one, and as `openRegular` does. */
export function readInput(path: string, largest: number): Buffer {
  const { file, size } = openRegular(path);
  try {
    if (size > largest) refuse(path, `the file has ${size} bytes; at most ${largest} are read`);
    const bytes = told(path, () => readUpTo(file, largest + 1, size));
    if (bytes.length > largest) refuse(path, `the file has more than ${largest} bytes; at most as many are read`);
    return bytes;
  } finally {
    closeSync(file);
  }
}

function refuse(path: string, reason: string): never {
  throw new UsageError(`${shown(path)}: ${reason}`);
}

/** What the operating system refuses becomes a UsageError. */
export function told<Result>(path: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    return refuse(path, reason);
  }
}

/** The content of a file; not more than `most` bytes of one that grows, or that does not tell its size. */
function readUpTo(file: number, most: number, size: number): Buffer {
  let bytes = Buffer.allocUnsafe(Math.min(most, size + 1));
  let length = 0;
  for (;;) {
    if (length === bytes.length) {
      if (length === most) return bytes;
      bytes = Buffer.concat([bytes], Math.min(most, 2 * length + 4096));
    }
    const read = readSync(file, bytes, length, bytes.length - length, null);
    if (read === 0) return bytes.subarray(0, length);
    length += read;
  }
}

/** As `readInput`, for text in UTF-8, without a byte order mark. */
export function readText(path: string, largest: number = largestText): string {
  return textOf(path, readInput(path, largest));
}
