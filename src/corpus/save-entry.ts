import { join } from 'node:path';
import type { AnyEntry } from './entry.ts';
import { printEntry } from './print-entry.ts';
import { writeWhole } from './write-whole.ts';

/** Where an entry lives below the corpus: a folder a claim, a file an entry. */
export function entryPath(directory: string, { claim, id }: Pick<AnyEntry, 'claim' | 'id'>): string {
  return join(directory, claim, `${id}.json`);
}

/** Writes an entry whole or not at all. An older entry of the same id is replaced. Gives the path; throws what the file system throws. */
export function saveEntry(directory: string, entry: AnyEntry): string {
  const path = entryPath(directory, entry);
  writeWhole(path, printEntry(entry));
  return path;
}
