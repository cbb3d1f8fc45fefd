import { closeSync, readSync } from 'node:fs';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Bytes } from './bytes.ts';
import { openRegular, told } from './read-input.ts';

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
