import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { shown } from '../errors/shown.ts';
import { systemReason } from '../errors/system-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { otherKind } from './other-kind.ts';

/**
 * Writes a file whole or not at all: to a temporary file next to it, flushed to disk, then renamed. An interruption
 * leaves either the old file or the new one. Creates the folder. Synchronous, so that nothing happens between finding
 * and saving. A path that cannot be written is a UsageError, one line. So is a path that is a link, a device, a FIFO or
 * a socket: none of them is written to, followed or replaced.
 */
export function writeWhole(path: string, text: string | Uint8Array): void {
  try {
    const before = replaceable(path);
    const folder = dirname(path);
    mkdirSync(folder, { recursive: true });
    const temporary = temporaryIn(folder);
    try {
      writeNew(temporary, text, before);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    const reason = error instanceof NotWritable ? error.message : systemReason(error);
    if (reason === undefined) throw error;
    throw new UsageError(`cannot write ${shown(path)}: ${reason}`);
  }
}

/** Why nothing is written to a path: the kind of thing that lies there. */
export class NotWritable extends Error {}

/** The regular file at a path, undefined if there is nothing. Throws NotWritable, or what the system says. */
export function replaceable(path: string): Stats | undefined {
  if (path === '') throw new NotWritable('the name is empty; give the name of a file');
  if (/[/\\]$/.test(path)) throw new NotWritable('the name of a folder; give the name of a file');
  const found = lstatSync(path, { throwIfNoEntry: false });
  const kind = found === undefined ? undefined : otherKind(found);
  if (kind === undefined) return found;
  const remedy = kind === 'a symbolic link' ? 'give the file that it leads to' : 'give the name of a file';
  throw new NotWritable(`${kind}, not a file; ${remedy}`);
}

/** A new name in a folder, which nobody can foresee and plant. */
export function temporaryIn(folder: string): string {
  return join(folder, `.lastbit-${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
}

function writeNew(path: string, text: string | Uint8Array, before: Stats | undefined): void {
  const file = openSync(path, 'wx');
  try {
    if (before !== undefined) fchmodSync(file, before.mode & 0o777);
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
