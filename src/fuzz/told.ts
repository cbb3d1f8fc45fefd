import { type DifferenceKind, isGraver } from '../check/metamorphic-records.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import { noAnswerFlag } from './no-answer.ts';
import { type FoundEntry, type RangeRecord, rowKey } from './range-record.ts';

/** Counterexamples that are kept for one claim and subject; further violations are only counted. */
export const mostEntries = 3;

/**
 * What ranges before this one have found, so that it is not minimised again. The merge would drop it anyway, so the
 * result of a run does not depend on what a range was told.
 */
export interface Told {
  /** The keys of rows that have all the counterexamples that are kept. */
  readonly full: readonly string[];
  /** The key of a row → the most serious kind of difference of which a case is kept. */
  readonly differences: Readonly<Record<string, DifferenceKind>>;
  /** Subjects of which an entry shows that they do not answer. */
  readonly silent: readonly string[];
}

export const toldNothing: Told = { full: [], differences: {}, silent: [] };

/** A counterexample with its place in the run. */
export interface PlacedFinding extends FoundEntry {
  /** The number of the range. */
  readonly range: number;
}

export const isSilence = ({ flags }: AnyEntry): boolean => flags.includes(noAnswerFlag);

/**
 * The findings that count, in the order of the ranges, whatever the order in which they came: the first `mostEntries`
 * of each row, and one for each subject that does not answer. `silent`: subjects that have one already. A range that
 * was run again finds the same again, which counts once.
 */
export function countedFindings(found: readonly PlacedFinding[], silent: readonly string[]): readonly PlacedFinding[] {
  const subjects = new Set(silent);
  const counts = new Map<string, number>();
  const places = new Set<string>();
  return [...found]
    .sort((one, other) => one.range - other.range || one.number - other.number)
    .filter(({ entry, row, range, number }) => {
      const place = `${range} ${number}`;
      if (places.has(place)) return false;
      places.add(place);
      if (isSilence(entry)) {
        if (subjects.has(entry.subject.id)) return false;
        subjects.add(entry.subject.id);
        return true;
      }
      const count = counts.get(rowKey(...row)) ?? 0;
      counts.set(rowKey(...row), count + 1);
      return count < mostEntries;
    });
}

/** Of findings with the same entry the first. They are kept. */
export function distinctFindings(counted: readonly PlacedFinding[]): readonly PlacedFinding[] {
  const ids = new Set<string>();
  return counted.filter(({ entry }) => !ids.has(entry.id) && ids.add(entry.id));
}

/** Collects what a range need not find again. */
export class Teller {
  private readonly differences = new Map<
    string,
    readonly { readonly kind: DifferenceKind; readonly range: number }[]
  >();
  private readonly silent: readonly string[];

  constructor(silent: readonly string[]) {
    this.silent = silent;
  }

  add({ number: range, rows }: RangeRecord): void {
    for (const { claim, subject, difference } of rows) {
      if (difference === undefined) continue;
      const key = rowKey(claim, subject);
      this.differences.set(key, [...(this.differences.get(key) ?? []), { kind: difference.kind, range }]);
    }
  }

  /** What ranges before `range` found, of those that are done. `counted`: the findings that count so far. */
  before(range: number, counted: readonly PlacedFinding[]): Told {
    const earlier = counted.filter((one) => one.range < range);
    const counts = new Map<string, number>();
    for (const { entry, row } of earlier)
      if (!isSilence(entry)) counts.set(rowKey(...row), (counts.get(rowKey(...row)) ?? 0) + 1);
    const differences: Record<string, DifferenceKind> = {};
    for (const [key, all] of this.differences) {
      for (const { kind, range: its } of all)
        if (its < range && isGraver(kind, differences[key])) differences[key] = kind;
    }
    return {
      full: [...counts].flatMap(([key, count]) => (count >= mostEntries ? [key] : [])),
      differences,
      silent: [...this.silent, ...earlier.flatMap(({ entry }) => (isSilence(entry) ? [entry.subject.id] : []))],
    };
  }
}
