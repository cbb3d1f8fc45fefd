import type { AnyEntry } from './entry.ts';
import { printEntry } from './print-entry.ts';

export interface MergedEntry {
  readonly entry: AnyEntry;
  /** What one of the two says and the result does not, a line each. */
  readonly conflicts: readonly string[];
}

const roles: readonly AnyEntry['role'][] = ['worst-case', 'refutation', 'regression', 'defect'];

/**
 * Two entries of one id as one: the flags of both; of everything else, what the weightier of the two says. Weightier is a
 * defect than a regression, a refutation, a record; then one with a note, with more conditions, of a later version; at last the one whose text sorts last. That
 * is a total order on entries without flags, so it does not matter which comes first or how often (tested as laws).
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

/** Number by number: 2.9 before 2.21. */
function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
