import { type PreparedSubject, prepareSubjects } from '../check/prepared-subject.ts';
import type { Claim } from '../claims/claim.ts';
import { sweepLeftovers } from '../corpus/sweep.ts';
import type { CampaignOptions, CampaignProgress, CampaignResult, RangeOptions } from './campaign-records.ts';
import { DefectReplays } from './defect-reports.ts';
import { KeptFindings } from './kept-findings.ts';
import { CampaignMerge, silentBefore } from './merge-campaigns.ts';
import { refuseNothing } from './nothing-to-try.ts';
import type { RangeProgress } from './progress.ts';
import { RangePlan } from './range-plan.ts';
import type { CampaignHead, ClaimHead, RangeRecord } from './range-record.ts';
import { type Asked, RangeRun } from './range-run.ts';
import { replaySaved } from './replay-saved.ts';
import { listening, type RangeCrew, type RangeRunner, runRanges } from './run-ranges.ts';
import { Teller } from './told.ts';

/** What a crew must know before its workers can judge ranges: plain data. */
export interface Briefing {
  /** Recorded defects that no longer show on their own case. */
  readonly gone: readonly string[];
  /** The subjects that take part. A worker in which another one is ready would judge something else. */
  readonly ready: readonly Pick<PreparedSubject, 'id' | 'version'>[];
}

/** Further workers of a campaign. `crew` is called before the first range. */
export interface Workers {
  readonly crew: (briefing: Briefing) => RangeCrew | undefined;
  /** Whether they start without waiting to see whether the run is long enough. */
  readonly atOnce?: boolean;
  /** Says how a worker ended. */
  readonly say: (line: string) => void;
  /** The largest memory of all processes, in bytes; null where it is not known. */
  readonly peakBytes: () => number | null;
  /** What the engines of the workers did. */
  readonly statistics: () => CampaignResult['engines'];
}

/**
 * Tries claims on subjects, range after range of batches, until a limit is reached. The result is the merge of the
 * records of the ranges, and a record depends on the seed, the range and the options only. So a seed gives the same
 * table with any number of workers. Without `workers` this process judges all ranges.
 */
export async function runCampaign(options: CampaignOptions, workers?: Workers): Promise<CampaignResult> {
  const { ready: subjects, missing } = await prepareSubjects(options.subjects);
  const started = performance.now();
  const opened = new RangeRun(options, { subjects, missing, gone: [] });
  // Engines that were not waited for count as missing.
  if (options.signal?.aborted !== true) refuseNothing(opened.tallies, options.claims);
  if (options.corpus !== undefined) sweepLeftovers(options.corpus);
  const saved = await replaySaved(options, subjects);
  const replays = new DefectReplays(opened.defects);
  await replays.replay(opened.askable, options.signal);
  const defects = replays.reports(opened.askable);
  const head: CampaignHead = {
    ...{ seed: options.source.seed, isAimed: options.source.isAimed === true },
    claims: options.claims.map(claimHead),
    ...{ rows: opened.tallies.map((tally) => tally.head()), saved, defects, unreadable: options.unreadable ?? [] },
  };
  const gone = defects.flatMap(({ shows, entry }) => (shows === false ? [entry.id] : []));
  return new Campaign(options, { subjects, missing, gone }, head, started).run(workers);
}

/** What the records of a campaign say of a claim. */
export const claimHead = ({ id, kind, status, statement, source, mostDiscarded }: Claim): ClaimHead => ({
  ...{ id, kind, status, statement, source, ...(mostDiscarded === undefined ? {} : { mostDiscarded }) },
});

/** How long a run must have gone on, and how long it must still take, before workers are worth their start, in ms. */
const [leastElapsedMs, leastLeftMs] = [1000, 2000] as const;

class Campaign {
  private readonly options: CampaignOptions;
  private readonly asked: Asked;
  private readonly head: CampaignHead;
  private readonly started: number;
  private readonly kept: KeptFindings;
  private readonly teller: Teller;
  private readonly merge: CampaignMerge;
  /** The records of ranges that are done before an earlier one. */
  private readonly early = new Map<number, RangeRecord>();
  private merged = 0;

  constructor(options: CampaignOptions, asked: Asked, head: CampaignHead, started: number) {
    this.options = options;
    this.asked = asked;
    this.head = head;
    this.started = started;
    const silent = silentBefore(head);
    this.kept = new KeptFindings(options, silent);
    this.teller = new Teller(silent);
    this.merge = new CampaignMerge(head);
  }

  async run(workers: Workers | undefined): Promise<CampaignResult> {
    const { options } = this;
    const leftMs = (options.seconds ?? Number.POSITIVE_INFINITY) * 1000;
    const timeUp = leftMs < 2 ** 31 ? setTimeout(() => options.onTimeUp?.(), leftMs) : undefined;
    const { subjects, gone } = this.asked;
    const crew = workers?.crew({ gone, ready: subjects.map(({ id, version }) => ({ id, version })) });
    const ended = await runRanges(new RangePlan(options), this.here(), crew, {
      seed: this.head.seed,
      isOver: () => this.isOver,
      told: ({ number }) => this.teller.before(number, this.kept.counted),
      found: ({ number }, found) => this.kept.add({ ...found, range: number }),
      done: (record) => {
        this.teller.add(record);
        this.early.set(record.number, record);
        this.mergeInOrder();
      },
      progress: (sum) => this.progress(sum),
      isLong: (sum) => workers?.atOnce === true || this.isLong(sum),
      say: (line) => workers?.say(line),
    });
    clearTimeout(timeUp);
    this.progress({ ...ended.sum, doing: 'done' });
    const ranges = this.merged + this.early.size;
    // After an interruption, ranges between them may be missing.
    for (const [, record] of [...this.early].sort(([one], [other]) => one - other)) this.merge.add(record);
    return this.merge.result({
      stoppedBy: options.signal?.aborted === true ? 'signal' : ended.isAll ? 'cases' : 'seconds',
      elapsedMs: performance.now() - this.started,
      engines: [...(options.statistics?.() ?? []), ...(workers?.statistics() ?? [])],
      jobs: {
        ...{ workers: ended.workers, ranges, again: ended.again },
        ...{ lost: ended.lost, peakBytes: workers?.peakBytes() ?? null },
      },
      written: (found) => this.kept.findingOf(found),
    });
  }

  /** So that only few records are in memory. */
  private mergeInOrder(): void {
    for (let next = this.early.get(this.merged); next !== undefined; next = this.early.get(this.merged)) {
      this.early.delete(this.merged);
      this.merge.add(next);
      this.merged += 1;
    }
  }

  private here(): RangeRunner {
    const options: RangeOptions = { ...this.options, isTimeUp: () => this.isTimeUp };
    return {
      run: ({ range, told }, note) => {
        this.options.renew?.();
        return new RangeRun(options, this.asked, range, told, listening(note)).record();
      },
    };
  }

  private get isTimeUp(): boolean {
    return performance.now() - this.started >= (this.options.seconds ?? Number.POSITIVE_INFINITY) * 1000;
  }

  private get isOver(): boolean {
    return this.options.signal?.aborted === true || this.isTimeUp;
  }

  /** By the clock: it decides who judges, never what comes of it. */
  private isLong({ cases }: RangeProgress): boolean {
    const elapsedMs = performance.now() - this.started;
    const { cases: wanted = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = this.options;
    const leftMs = Math.min((elapsedMs * (wanted - cases)) / Math.max(1, cases), seconds * 1000 - elapsedMs);
    return elapsedMs >= leastElapsedMs && leftMs >= leastLeftMs;
  }

  private progress(sum: RangeProgress): void {
    this.options.onProgress?.(this.shown(sum, performance.now() - this.started));
  }

  private shown(sum: RangeProgress, elapsedMs: number): CampaignProgress {
    const findings = this.kept.all.map((found) => this.kept.findingOf(found));
    return {
      ...{ ...sum, elapsedMs, casesPerSecond: (sum.cases / elapsedMs) * 1000, findings: findings.length },
      keptBefore: findings.filter(({ keptBefore }) => keptBefore).length,
    };
  }
}
