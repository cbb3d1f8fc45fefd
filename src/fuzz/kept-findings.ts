import { isKept, keepEntry, withdrawEntry } from '../corpus/store.ts';
import type { CampaignOptions, Finding } from './campaign-records.ts';
import { countedFindings, distinctFindings, type PlacedFinding } from './told.ts';

type Keeping = Pick<CampaignOptions, 'known' | 'corpus' | 'onFinding'>;

interface Written {
  readonly found: PlacedFinding;
  readonly finding: Finding;
  /** The run made the file: nothing lay there before. */
  readonly isNew: boolean;
}

/**
 * The counterexamples of a run, each written at once, whichever range found it. When an earlier range then fills the
 * row, a file of a later range is taken away again. So the corpus holds what the run reports, whatever the order in
 * which the ranges were judged. Only this process writes entries.
 */
export class KeptFindings {
  private readonly options: Keeping;
  private readonly silent: readonly string[];
  private readonly written = new Map<string, Written>();
  private placed: readonly PlacedFinding[] = [];
  private distinct: readonly PlacedFinding[] = [];

  /** `silent`: subjects of which an entry shows already that they do not answer. */
  constructor(options: Keeping, silent: readonly string[]) {
    this.options = options;
    this.silent = silent;
  }

  /** Those that are kept, in the order of the ranges. */
  get all(): readonly PlacedFinding[] {
    return this.distinct;
  }

  /** Those that count, also with an entry that is kept already. */
  get counted(): readonly PlacedFinding[] {
    return this.placed;
  }

  add(found: PlacedFinding): void {
    const before = this.distinct;
    this.placed = countedFindings([...this.placed, found], this.silent);
    this.distinct = distinctFindings(this.placed);
    const ids = new Set(this.distinct.map(({ entry }) => entry.id));
    for (const { entry } of before) if (!ids.has(entry.id)) this.withdraw(entry.id);
    // An earlier range may find the same counterexample from another case: its words count.
    for (const one of this.distinct) if (this.written.get(one.entry.id)?.found.range !== one.range) this.write(one);
  }

  findingOf({ entry, minimal, cutByEnd }: PlacedFinding): Finding {
    const { keptBefore = false, path = null, notWritten = null } = this.written.get(entry.id)?.finding ?? {};
    return { ...{ entry, minimal, keptBefore, path, notWritten }, ...(cutByEnd === undefined ? {} : { cutByEnd }) };
  }

  /** If the disk is full, the finding still holds the counterexample, and why it was not written. */
  private write(found: PlacedFinding): void {
    const { entry, minimal, cutByEnd } = found;
    const { known, corpus, onFinding } = this.options;
    const again = this.written.get(entry.id);
    const before = known?.find(({ id }) => id === entry.id);
    const isNew = again?.isNew ?? (corpus !== undefined && !isKept(corpus, entry));
    // An entry of a failure that was mended stays one that must hold.
    const kept = before?.role === 'regression' ? before : entry;
    const finding: Finding = {
      ...{ entry, minimal, keptBefore: before !== undefined, path: null, notWritten: null },
      ...(cutByEnd === undefined ? {} : { cutByEnd }),
      ...(corpus === undefined ? {} : keepEntry(corpus, kept)),
    };
    this.written.set(entry.id, { found, finding, isNew });
    if (again === undefined) onFinding?.(finding);
  }

  private withdraw(id: string): void {
    const { corpus } = this.options;
    const { finding, isNew } = this.written.get(id) ?? {};
    this.written.delete(id);
    if (corpus !== undefined && finding !== undefined && isNew === true) withdrawEntry(corpus, finding.entry);
  }
}
