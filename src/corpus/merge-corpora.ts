import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AnyEntry } from './entry.ts';
import { type Flags, flagsPath, loadFlags, printFlags } from './flags.ts';
import { programBeside } from './lint-corpus.ts';
import { loadCorpus } from './load-corpus.ts';
import { mergeEntries } from './merge-entries.ts';
import { printEntry } from './print-entry.ts';
import { entryPath, saveEntry } from './save-entry.ts';
import { writeWhole } from './write-whole.ts';

/** What `mergeCorpora` did, by entry; and a line for everything that only one side says. */
export interface MergeReport {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly same: readonly string[];
  readonly conflicts: readonly string[];
  /** Files of the other corpus that cannot be read; they are left where they are. */
  readonly unreadable: readonly string[];
}

/** Takes everything in that another corpus has: entries, the programs beside them, and the meanings of flags. Nothing of either is lost. */
export function mergeCorpora(directory: string, from: string): MergeReport {
  const report = { added: [] as string[], changed: [] as string[], same: [] as string[], conflicts: [] as string[] };
  // First: where a dictionary cannot be read, nothing is written.
  const flags = [loadFlags(directory), loadFlags(from)] as const;
  const own = new Map(loadCorpus(directory).entries.map(({ entry }) => [entry.id, entry]));
  const { entries, unreadable } = loadCorpus(from);
  for (const { path, entry } of entries) {
    const { state, conflicts } = mergeInto(directory, entry, own.get(entry.id));
    report[state].push(entry.id);
    report.conflicts.push(...conflicts);
    copyProgram(path, join(directory, entry.claim));
  }
  report.conflicts.push(...mergeFlags(directory, ...flags));
  return { ...report, unreadable: unreadable.map(({ reason }) => reason) };
}

/** One entry into a corpus that may have one of the same id. */
export function mergeInto(
  directory: string,
  entry: AnyEntry,
  before: AnyEntry | undefined,
): { readonly state: 'added' | 'changed' | 'same'; readonly path: string; readonly conflicts: readonly string[] } {
  if (before === undefined) return { state: 'added', path: saveEntry(directory, entry), conflicts: [] };
  const { entry: merged, conflicts } = mergeEntries(before, entry);
  const path = entryPath(directory, merged);
  if (printEntry(merged) === printEntry(before)) return { state: 'same', path, conflicts };
  return { state: 'changed', path: saveEntry(directory, merged), conflicts };
}

function copyProgram(path: string, folder: string): void {
  const program = programBeside(path);
  if (program === undefined) return;
  const target = join(folder, basename(program));
  if (!existsSync(target)) writeWhole(target, readFileSync(program, 'utf8'));
}

/** The union of both dictionaries; of two meanings, the one that sorts last. */
function mergeFlags(directory: string, own: Flags, other: Flags): readonly string[] {
  const names = [...new Set([...Object.keys(own), ...Object.keys(other)])].sort();
  const merged = Object.fromEntries(
    names.map((name) => [name, [own[name] ?? '', other[name] ?? ''].sort()[1]!] as const),
  );
  const changes = names.some((name) => merged[name] !== own[name]);
  if (changes) writeWhole(flagsPath(directory), printFlags(merged));
  return names
    .filter((name) => own[name] !== undefined && other[name] !== undefined && own[name] !== other[name])
    .map((name) => `flag ${name} means two things: ${JSON.stringify(own[name])} and ${JSON.stringify(other[name])}`);
}
