import { closeSync, readSync } from 'node:fs';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import { openRegular, told } from './read-input.ts';

/** Bytes that are read in parts. */
export interface Bytes {
  readonly length: number;
  /** Fills `into` with the bytes from `position` on, which must all lie within `length`. */
  read(position: number, into: Uint8Array): void;
}

export interface FileBytes extends Bytes {
  close(): void;
}

/**
 * Opens a regular file, of which parts are read from disk as they are needed. Throws a UsageError that begins with the
 * path; so does `read` for a file that has become shorter.
 */
export function openBytes(path: string): FileBytes {
  const { file, size } = openRegular(path);
  return {
    length: size,
    read(position, into) {
      for (let done = 0; done < into.length; ) {
        const read = told(path, () => readSync(file, into, done, into.length - done, position + done));
        if (read === 0) throw new UsageError(`${shown(path)}: cut short while it was read`);
        done += read;
      }
    },
    close: () => closeSync(file),
  };
}

/** Part of other bytes. */
export function part(bytes: Bytes, start: number, length: number): Bytes {
  return { length, read: (position, into) => bytes.read(start + position, into) };
}

/** Bytes in memory, of which those from `content.length` to `length` are not there yet and must not be read. */
export function bytesOf(content: Uint8Array, length: number = content.length): Bytes {
  return { length, read: (position, into) => into.set(content.subarray(position, position + into.length)) };
}

export function readBytes(bytes: Bytes, position: number, length: number): Buffer {
  const found = Buffer.alloc(length);
  bytes.read(position, found);
  return found;
}
