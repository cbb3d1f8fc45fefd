import { type AnyEntry, isCaseEntry } from '../corpus/entry.ts';
import type { RangeOptions } from './campaign-records.ts';
import { type FoundEntry, rowKey } from './range-record.ts';
import type { Tally } from './tally.ts';
import { isSilence, mostEntries, type Told } from './told.ts';

/** The counterexamples of one range. */
export class Findings {
  readonly all: FoundEntry[] = [];
  private readonly wanted = new Map<Tally, number>();
  private readonly options: RangeOptions;
  private readonly full: ReadonlySet<string>;
  private readonly silent: ReadonlySet<string>;

  constructor(options: RangeOptions, { full, silent }: Told) {
    this.options = options;
    this.full = new Set(full);
    this.silent = new Set(silent);
  }

  /**
   * Whether a row may minimise another one; every call that returns true uses up one. An observed claim that the
   * corpus already records at this version needs no further entry.
   */
  wants(tally: Tally): boolean {
    if (this.full.has(rowKey(tally.claim.id, tally.subject))) return false;
    if (tally.claim.status === 'observed' && this.recorded(tally)) return false;
    const count = this.wanted.get(tally) ?? 0;
    if (count < mostEntries) this.wanted.set(tally, count + 1);
    return count < mostEntries;
  }

  /** Whether an entry shows already that a subject does not answer. */
  isSilent(subject: string): boolean {
    return this.silent.has(subject) || this.all.some(({ entry }) => entry.subject.id === subject && isSilence(entry));
  }

  private recorded({ claim, subject, version }: Tally): boolean {
    return (this.options.known ?? []).filter(isCaseEntry).some((entry) => {
      return entry.claim === claim.id && entry.subject.id === subject && entry.subject.version === version;
    });
  }

  /**
   * `isOver`: whether the run was over when the search for a simpler case ended. An entry may come again from another
   * case: it then counts as one more of its row, so that a row does not go on finding the same.
   */
  add(tally: Tally, entry: AnyEntry, minimal: boolean, isOver: boolean): FoundEntry {
    const cut = !minimal && isOver ? { cutByEnd: true as const } : {};
    const row = [tally.claim.id, tally.subject] as const;
    const found: FoundEntry = { number: this.all.length, entry, row, minimal, ...cut };
    this.all.push(found);
    return found;
  }
}
