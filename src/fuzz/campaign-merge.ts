import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import { summedEngines } from '../engines/engine-counts.ts';
import type { CampaignResult, CampaignRow, Finding } from './campaign-records.ts';
import { Evidence } from './faults/evidence.ts';
import { seenBy } from './faults/find-faults.ts';
import { type CampaignHead, type RangeRecord, type RowHead, rowKey } from './range-record.ts';
import { runVerdict } from './run-verdict.ts';
import { SampleCounter } from './sampled-cases.ts';
import { Tally, type TallyOptions } from './tally.ts';
import { countedFindings, distinctFindings, isSilence, type PlacedFinding } from './told.ts';

/** What a run says of itself, beside the records of its ranges. */
export interface RunFacts {
  readonly stoppedBy: CampaignResult['stoppedBy'];
  readonly elapsedMs: number;
  readonly engines: CampaignResult['engines'];
  readonly jobs: CampaignResult['jobs'];
}

/** What became of counterexamples since they were found. */
export interface FindingOutcomes {
  /** The kept failures of the head, if they were written since. */
  readonly saved?: CampaignResult['saved'];
  /** Which findings count; by default all. */
  readonly counts?: (found: PlacedFinding) => boolean;
  /** Where a kept counterexample was written. Without it nothing was. */
  readonly written?: (found: PlacedFinding) => Finding;
}

/** The subjects of which a kept failure shows that they do not answer. */
export const silentBefore = ({ saved }: Pick<CampaignHead, 'saved'>): readonly string[] =>
  saved.flatMap(({ entry }) => (isSilence(entry) ? [entry.subject.id] : []));

const unwritten = ({ entry, minimal, cutByEnd }: PlacedFinding): Finding => ({
  ...{ entry, minimal, keptBefore: false, path: null, notWritten: null },
  ...(cutByEnd === undefined ? {} : { cutByEnd }),
});

function optionsOf({ absent, proven, partner, isAlone, whenEmpty, isMetamorphic }: RowHead): TallyOptions {
  const options = { absent, proven, partner, isAlone, whenEmpty, isMetamorphic };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** A row of the merged table. */
interface MergedRow {
  readonly isRevealed: boolean;
  readonly tally: Tally;
}

/**
 * Merges the records of the ranges of a campaign, which are given in order, each once. The result does not depend on
 * who computed them.
 */
export class CampaignMerge {
  private readonly head: CampaignHead;
  private readonly rows: Map<string, MergedRow>;
  private readonly evidence = new Evidence();
  private readonly sampled = new SampleCounter();
  private readonly hits = new Map<string, number>();
  private found: readonly PlacedFinding[] = [];
  private readonly silent: readonly string[];
  private count = { batches: 0, cases: 0, checked: 0, waitedMs: 0 };
  private share = { checkedBounds: 0, batchesAlone: 0 };

  constructor(head: CampaignHead) {
    this.head = head;
    this.silent = silentBefore(head);
    this.rows = new Map(head.rows.map((row) => [rowKey(row.claim, row.subject), this.opened(row)]));
    for (const { entry, shows } of head.defects)
      if (shows === true) this.rows.get(rowKey(entry.claim, entry.subject.id))?.tally.showDefect();
  }

  add(record: RangeRecord): void {
    const { batches, cases, checked, waitedMs } = this.count;
    this.count = {
      ...{ batches: batches + record.batches, cases: cases + record.cases, checked: checked + record.checked },
      waitedMs: waitedMs + record.waitedMs,
    };
    const { checkedBounds, batchesAlone } = this.share;
    this.share = {
      checkedBounds: checkedBounds + record.checkedBounds,
      batchesAlone: batchesAlone + record.batchesAlone,
    };
    for (const row of record.rows) {
      const key = rowKey(row.claim, row.subject);
      const merged = this.rows.get(key) ?? this.opened(row);
      this.rows.set(key, merged);
      merged.tally.absorb(row);
    }
    for (const shape of record.covered) this.evidence.coverage.add({ shape });
    this.evidence.absorb(record.evidence);
    if (record.sampled !== null) this.sampled.absorb(record.sampled);
    for (const [id, hits] of Object.entries(record.defectHits)) this.hits.set(id, (this.hits.get(id) ?? 0) + hits);
    const placed = record.findings.map((found) => ({ ...found, range: record.number }));
    this.found = countedFindings([...this.found, ...placed], this.silent);
  }

  /** The findings so far, each entry once. */
  get findings(): readonly PlacedFinding[] {
    return distinctFindings(this.found);
  }

  result(
    { stoppedBy, elapsedMs, engines, jobs }: RunFacts,
    { counts, written = unwritten, saved = this.head.saved }: FindingOutcomes = {},
  ): CampaignResult {
    const { seed, claims, unreadable, isAimed } = this.head;
    const found = this.findings.filter((one) => counts?.(one) ?? true);
    for (const { entry, row } of found) this.rows.get(rowKey(...row))?.tally.addEntry(entry);
    const findings = found.map(written);
    const tried = new Set([...this.rows.values()].map(({ tally }) => tally.claim));
    const rows = this.shown().map(({ tally }) => tally.row());
    const { coverage, faults } = seenBy(this.evidence, findings, { ...this.share, isAimed });
    const run = {
      ...{ seed, ...this.count, findings, worstCases: [], stoppedBy, unreadable, saved, elapsedMs },
      coverage,
      faults: faults.filter(({ claims, subject }) => claims.some((claim) => this.isPromised(claim, subject, rows))),
      sampled: this.sampled.counted(),
      claims: [...new Set([...claims, ...tried])].map(({ id, kind, status, statement, source }) => ({
        ...{ id, kind, status, statement, source },
      })),
      rows,
      // So an engine is judged by all that it did, whoever asked it.
      ...{ engines: summedEngines(engines), jobs },
      defects: this.head.defects.map((report) => ({ ...report, hits: this.hits.get(report.entry.id) ?? 0 })),
    };
    return { ...run, verdict: runVerdict(run) };
  }

  /** Whether a violation is more than what is known of a refuted claim, or observed of many engines. */
  private isPromised(claim: string, subject: string, rows: readonly CampaignRow[]): boolean {
    const status = this.rows.get(rowKey(claim, subject))?.tally.claim.status;
    const isAlarm = rows.some((row) => row.claim === claim && row.subject === subject && row.alarm);
    return isAlarm || (status !== 'refuted' && status !== 'observed');
  }

  /** Of rows about revealed trees only those that judged something, as soon as there is one. */
  private shown(): readonly MergedRow[] {
    const rows = [...this.rows.values()];
    const isJudged = rows.some(({ isRevealed, tally }) => isRevealed && tally.isJudged);
    return rows.filter(({ isRevealed, tally }) => !isRevealed || !isJudged || tally.isJudged);
  }

  /** Trials of other claims may see the any-order bound violated; no other claim has rows without being tried. */
  private opened(row: RowHead): MergedRow {
    const claim = this.head.claims.find(({ id }) => id === row.claim) ?? dotAnyOrder;
    const tally = new Tally(claim, row.subject, row.version, optionsOf(row));
    if (row.refutation !== undefined) tally.refute(row.refutation);
    return { isRevealed: row.isRevealed === true, tally };
  }
}
