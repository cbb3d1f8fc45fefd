import { type AnyEntry, isCaseEntry } from '../corpus/entry.ts';
import type { CampaignOptions, Finding } from './campaign-records.ts';
import { keptFinding } from './kept-finding.ts';
import type { Tally } from './tally.ts';

/** Counterexamples to minimise for one claim and subject; further violations are only counted. */
const mostEntries = 3;

/** The counterexamples of a campaign, each written at once. */
export class Findings {
  readonly all: Finding[] = [];
  private readonly wanted = new Map<Tally, number>();
  private readonly options: CampaignOptions;

  constructor(options: CampaignOptions) {
    this.options = options;
  }

  /**
   * Whether a row may minimise another one; every call that returns true uses up one. An observed claim that the
   * corpus already records at this version needs no further entry.
   */
  wants(tally: Tally): boolean {
    if (tally.claim.status === 'observed' && this.recorded(tally)) return false;
    const count = this.wanted.get(tally) ?? 0;
    if (count < mostEntries) this.wanted.set(tally, count + 1);
    return count < mostEntries;
  }

  private recorded({ claim, subject, version }: Tally): boolean {
    return (this.options.known ?? []).filter(isCaseEntry).some((entry) => {
      return entry.claim === claim.id && entry.subject.id === subject && entry.subject.version === version;
    });
  }

  /** `isOver`: whether the run was over when the search for a simpler case ended. */
  add(tally: Tally, entry: AnyEntry, minimal: boolean, isOver: boolean): void {
    if (this.all.some((finding) => finding.entry.id === entry.id)) return;
    const finding = keptFinding(entry, minimal, isOver, this.options);
    this.all.push(finding);
    tally.addEntry(entry);
    this.options.onFinding?.(finding);
  }
}
