import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { shown } from '../errors/shown.ts';
import { systemReason } from '../errors/system-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { otherKind } from './other-kind.ts';

/** The largest file of numbers in text, and of JSON, that is read: 16 MiB. */
const largestText = 2 ** 24;

/**
 * Reads a regular file of at most `largest` bytes. Throws a UsageError, one line that begins with the path, for a file
 * that is missing, larger or may not be read, and for a folder, a device, a FIFO or a socket, which may have no end.
 */
export function readInput(path: string, largest: number): Buffer {
  const refuse = (reason: string): never => {
    throw new UsageError(`${shown(path)}: ${reason}`);
  };
  if (path === '') refuse('the name is empty; give the name of a file');
  let file: number | undefined;
  try {
    // Otherwise opening a FIFO would wait for a writer.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = fstatSync(file);
    const kind = otherKind(found);
    if (kind !== undefined) refuse(`${kind}, not a file; give a regular file`);
    if (found.size > largest) refuse(`the file has ${found.size} bytes; at most ${largest} are read`);
    const bytes = readUpTo(file, largest + 1, found.size);
    if (bytes.length > largest) refuse(`the file has more than ${largest} bytes; at most as many are read`);
    return bytes;
  } catch (error) {
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    return refuse(reason);
  } finally {
    if (file !== undefined) closeSync(file);
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
  const bytes = readInput(path, largest);
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') throw new UsageError(`${path}: text in UTF-16; save it as UTF-8`);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}
