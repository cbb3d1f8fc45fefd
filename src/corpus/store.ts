import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import { writeWhole } from '../files/write-whole.ts';
import { places } from '../places/places.ts';
import type { AnyEntry } from './entry.ts';
import { parseEntry } from './parse-entry.ts';
import { printEntry } from './print-entry.ts';

export interface LoadedEntry {
  readonly path: string;
  readonly entry: AnyEntry;
}

/** All readable entries, sorted by path, and one line for each file that cannot be read. */
export interface Corpus {
  readonly directory: string;
  readonly entries: readonly LoadedEntry[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Reads a corpus folder, or one file. A file that cannot be read does not affect the others. A missing folder is empty.
 */
export function loadCorpus(directory: string): Corpus {
  const entries: LoadedEntry[] = [];
  const unreadable: { path: string; reason: string }[] = [];
  for (const path of entryFiles(directory)) {
    try {
      entries.push({ path, entry: loadEntry(path) });
    } catch (error) {
      unreadable.push({ path, reason: (error as Error).message });
    }
  }
  return { directory, entries, unreadable };
}

/** The corpus of a folder together with that of the package. Of entries with the same id, the folder's counts. */
export function loadKnown(directory: string, packaged: string | undefined = places.packagedCorpus): Corpus {
  const own = loadCorpus(directory);
  if (packaged === undefined) return own;
  const ids = new Set(own.entries.map(({ entry }) => entry.id));
  const besides = loadCorpus(packaged);
  return {
    directory,
    entries: [...own.entries, ...besides.entries.filter(({ entry }) => !ids.has(entry.id))],
    unreadable: [...own.unreadable, ...besides.unreadable],
  };
}

/** Reads one entry. Throws a UsageError that names the file. */
function loadEntry(path: string): AnyEntry {
  return parseEntry(readText(path), path);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`,
    );
  }
}

/**
 * The files `<claim>/<id>.json`. Surveys and the programs next to entries have other endings; schemas have a folder of
 * their own.
 */
function entryFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  if (statSync(directory).isFile()) return [directory];
  return readdirSync(directory, { withFileTypes: true })
    .filter((folder) => folder.isDirectory() && folder.name !== 'schema')
    .flatMap((folder) => readdirSync(join(directory, folder.name)).map((name) => join(directory, folder.name, name)))
    .filter((path) => path.endsWith('.json'))
    .sort();
}

/** The path of an entry: one folder per claim, one file per entry. */
export function entryPath(directory: string, { claim, id }: Pick<AnyEntry, 'claim' | 'id'>): string {
  return join(directory, claim, `${id}.json`);
}

/**
 * Writes an entry whole or not at all, over an older entry of the same id. Returns the path. Throws what the file
 * system throws.
 */
export function saveEntry(directory: string, entry: AnyEntry): string {
  const path = entryPath(directory, entry);
  writeWhole(path, printEntry(entry));
  return path;
}
