import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';

/**
 * Writes a file whole or not at all: to a temporary file next to it, flushed to disk, then renamed. An interruption
 * leaves either the old file or the new one. Creates the folder. Synchronous, so that nothing happens between finding
 * and saving. A path that cannot be written is a UsageError.
 */
export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      const bytes = Buffer.from(text);
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    const { message } = error as Error;
    throw new UsageError(`cannot write ${path} (${message}); make its folder writable, or choose another`);
  } finally {
    removeLeft(temporary);
  }
}

/** The temporary file of a write that failed. Where even its folder is none, nothing lies there. */
function removeLeft(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // What stopped the write is told; this would only hide it.
  }
}
