import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { problemOf, UsageError } from '../errors/usage-error.ts';
import { readInput } from '../files/read-input.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { AnyEntry } from './entry.ts';
import { type Flags, flagsPath, loadFlags, printFlags } from './flags.ts';
import { programBeside } from './lint-corpus.ts';
import { printEntry } from './print-entry.ts';
import { entryPath, loadCorpus, saveEntry } from './store.ts';
import { sweepLeftovers } from './sweep.ts';

/** What `mergeCorpora` did: ids of entries, and a line for each statement that it dropped. */
export interface MergeReport {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly same: readonly string[];
  readonly conflicts: readonly string[];
  /** One line for each unreadable file of the other corpus. These files are not copied. */
  readonly unreadable: readonly string[];
  /** One line for each entry of the other corpus that `check` refuses. These are not copied. */
  readonly refused: readonly string[];
}

/**
 * Merges another corpus into one: entries, the programs next to them, and the meanings of flags. Nothing of either is
 * lost, but for entries for which `check` throws a UsageError.
 */
export function mergeCorpora(directory: string, from: string, check: (entry: AnyEntry) => void): MergeReport {
  const report = { added: [] as string[], changed: [] as string[], same: [] as string[], conflicts: [] as string[] };
  const programs: string[] = [];
  const refused: string[] = [];
  // Load the dictionaries first: if one cannot be read, nothing is written.
  const flags = [loadFlags(directory), loadFlags(from)] as const;
  sweepLeftovers(directory);
  const own = new Map(loadCorpus(directory).entries.map(({ entry }) => [entry.id, entry]));
  const { entries, unreadable } = loadCorpus(from);
  for (const { path, entry } of entries) {
    const problem = problemOf(() => check(entry));
    if (problem !== undefined) {
      refused.push(`${path}: ${problem}`);
      continue;
    }
    const { state, conflicts } = mergeInto(directory, entry, own.get(entry.id));
    report[state].push(entry.id);
    report.conflicts.push(...conflicts);
    programs.push(...copyProgram(path, join(directory, entry.claim)));
  }
  report.conflicts.push(...mergeFlags(directory, ...flags));
  return { ...report, unreadable: [...unreadable.map(({ reason }) => reason), ...programs], refused };
}

/** Writes an entry into a corpus. `before` is the entry of the same id there, if any. */
function mergeInto(
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

/** The largest program, in bytes, that is copied with an entry. */
const largestProgram = 2 ** 20;

/** A line if the program beside an entry cannot be read. */
function copyProgram(path: string, folder: string): readonly string[] {
  const program = programBeside(path);
  const target = program === undefined ? undefined : join(folder, basename(program));
  if (program === undefined || target === undefined || existsSync(target)) return [];
  let content: Buffer;
  try {
    content = readInput(program, largestProgram);
  } catch (error) {
    if (error instanceof UsageError) return [error.message];
    throw error;
  }
  writeWhole(target, content.toString('utf8'));
  return [];
}

/** The union of both dictionaries. Of two meanings, the one that sorts last. */
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

export interface MergedEntry {
  readonly entry: AnyEntry;
  /** A line for each statement of one entry that the result does not have. */
  readonly conflicts: readonly string[];
}

const roles: readonly AnyEntry['role'][] = ['worst-case', 'refutation', 'regression', 'defect'];

/**
 * Merges two entries of the same id: the flags of both; for all other fields, those of the weightier entry. A defect
 * outweighs a regression, then a refutation, then a worst case. After that: a note, more conditions, a later version;
 * in the end the text that sorts last. This is a total order on entries without flags, so the result does not depend on
 * order or repetition.
 */
export function mergeEntries(one: AnyEntry, other: AnyEntry): MergedEntry {
  const [kept, left] = compareWeight(one, other) >= 0 ? [one, other] : [other, one];
  const flags = [...new Set([...one.flags, ...other.flags])].sort();
  const conflicts = Object.keys({ ...kept, ...left })
    .filter((name) => name !== 'flags')
    .flatMap((name) => {
      const [says, said] = [kept, left].map((entry) => JSON.stringify(fieldOf(entry, name)));
      return said === says || said === undefined
        ? []
        : [`${one.id}: ${name} stays ${says ?? 'absent'}; the other says ${said}`];
    });
  return { entry: { ...kept, flags }, conflicts };
}

function fieldOf(entry: AnyEntry, name: string): unknown {
  return (entry as unknown as Readonly<Record<string, unknown>>)[name];
}

function compareWeight(one: AnyEntry, other: AnyEntry): number {
  const [a, b] = [weightOf(one), weightOf(other)];
  for (const [place, weight] of a.entries()) if (weight !== b[place]) return weight < b[place]! ? -1 : 1;
  const versions = compareVersions(one.subject.version, other.subject.version);
  if (versions !== 0) return versions;
  const [text, otherText] = [one, other].map((entry) => printEntry({ ...entry, flags: [] }));
  return text === otherText ? 0 : text! < otherText! ? -1 : 1;
}

function weightOf(entry: AnyEntry): readonly number[] {
  const conditions = 'condition' in entry ? entry.condition.length : 0;
  return [roles.indexOf(entry.role), entry.note === undefined ? 0 : 1, conditions];
}

/** Compares number by number, so that 2.9 comes before 2.21. */
function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
