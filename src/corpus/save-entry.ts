import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { CorpusEntry } from './entry.ts';
import { printEntry } from './print-entry.ts';

/** Where an entry lives below the corpus: a folder a claim, a file an entry. */
export function entryPath(directory: string, { claim, id }: Pick<CorpusEntry, 'claim' | 'id'>): string {
  return join(directory, claim, `${id}.json`);
}

/**
 * Writes an entry whole or not at all: into a temporary file beside it, to the disk, then renamed. Synchronous, so that nothing
 * comes between finding and saving. An older entry of the same id is replaced. Gives the path; throws what the file system throws.
 */
export function saveEntry(directory: string, entry: CorpusEntry): string {
  const path = entryPath(directory, entry);
  mkdirSync(join(directory, entry.claim), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'w');
    try {
      const bytes = Buffer.from(printEntry(entry));
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return path;
}
