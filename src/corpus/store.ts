import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import { readText } from '../files/read-input.ts';
import { writeWhole } from '../files/write-whole.ts';
import { places } from '../places/places.ts';
import type { AnyEntry } from './entry.ts';
import { readEntry } from './parse-entry.ts';
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
 * Reads a corpus folder, or one file. What cannot be read does not affect the rest. A missing folder is empty. With
 * `isWanted`, other files are passed over.
 */
export function loadCorpus(directory: string, isWanted: (path: string) => boolean = () => true): Corpus {
  const entries: LoadedEntry[] = [];
  const unreadable: { path: string; reason: string }[] = [];
  const reading = <T>(path: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      unreadable.push({ path, reason: reasonOf(path, error) });
      return undefined;
    }
  };
  for (const folder of reading(directory, () => entryFolders(directory)) ?? []) {
    for (const path of reading(folder, () => entryFiles(folder)) ?? []) {
      const entry = reading(path, () => (isWanted(path) ? readEntry(path) : undefined));
      if (entry !== undefined) entries.push({ path, entry });
    }
  }
  return { directory, entries, unreadable };
}

/** What a UsageError says, or the code of the system. */
function reasonOf(path: string, error: unknown): string {
  if (error instanceof UsageError) return error.message;
  return `${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`;
}

/**
 * What a campaign knows: the corpus of a folder, and whatever else that of the package has. In a checkout, where other
 * folders do not list the package's entries, its defects alone.
 */
export function loadKnownDefects(directory: string): Corpus {
  const packaged = join(places.program, 'corpus');
  if (places.packagedCorpus !== undefined || resolve(directory) === resolve(packaged)) return loadKnown(directory);
  const own = loadCorpus(directory);
  const defects = loadCorpus(packaged, (path) => readText(path).includes('"role": "defect"'));
  const ids = new Set(own.entries.map(({ entry }) => entry.id));
  return { ...own, entries: [...own.entries, ...defects.entries.filter(({ entry }) => !ids.has(entry.id))] };
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

/**
 * The folders of claims, sorted, or the file that is given in place of a corpus. Surveys and schemas have folders of
 * their own.
 */
function entryFolders(directory: string): readonly string[] {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found === undefined || !found.isDirectory()) return found === undefined ? [] : [directory];
  return readdirSync(directory)
    .filter((name) => !['schema', 'survey'].includes(name))
    .map((name) => join(directory, name))
    .filter(mayBeFolder)
    .sort();
}

/** What cannot be looked at may be one; reading it says why. */
function mayBeFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return true;
  }
}

/** The files `<claim>/<id>.json` of a claim. Programs next to entries have other endings. */
function entryFiles(folder: string): readonly string[] {
  if (!statSync(folder).isDirectory()) return [folder];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name))
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

/** Where an entry was written, or why it was not: a reason of one line. */
export type Kept = { readonly path: string } | { readonly notWritten: string };

/**
 * Writes an entry as `saveEntry` does. Whatever goes wrong, a full disk or a folder of somebody else, becomes a reason:
 * who calls this still has the entry, and must print `unwrittenText`, so that nothing that was found is lost.
 */
export function keepEntry(directory: string, entry: AnyEntry): Kept {
  try {
    return { path: saveEntry(directory, entry) };
  } catch (error) {
    const told = (error as Error).message.replace(`cannot write ${entryPath(directory, entry)}`, '');
    return { notWritten: told.replace(/^[:\s]+/, '') };
  }
}

/** Whether a file lies where an entry belongs. */
export function isKept(directory: string, entry: AnyEntry): boolean {
  try {
    return statSync(entryPath(directory, entry), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** Takes the file of an entry away, and its folder if that is empty then. What cannot be removed stays. */
export function withdrawEntry(directory: string, entry: AnyEntry): void {
  const path = entryPath(directory, entry);
  try {
    rmSync(path, { force: true });
    rmdirSync(dirname(path));
  } catch {
    // Other entries are in the folder, or it belongs to somebody else.
  }
}

/** All of an entry that could not be written, after a line that says where it belongs and what went wrong. */
export function unwrittenText(directory: string, entry: AnyEntry, reason: string): string {
  return `could not be written to ${entryPath(directory, entry)}: ${reason}; here it is:\n${printEntry(entry)}`;
}
