import { CampaignMerge, silentBefore } from './campaign-merge.ts';
import type { CampaignOptions, CampaignProgress, CampaignResult, RangeOptions } from './campaign-records.ts';
import { KeptFindings } from './kept-findings.ts';
import { type Briefing, type PreparedCampaign, prepareCampaign } from './prepare-campaign.ts';
import type { RangeProgress } from './progress.ts';
import { RangePlan } from './range-plan.ts';
import type { CampaignHead, RangeRecord } from './range-record.ts';
import { RangeRun } from './range-run.ts';
import { listening, type RangeCrew, type RangeRunner, runRanges } from './run-ranges.ts';
import { Teller } from './told.ts';

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

/** Gets the records of a campaign while it runs. What it throws ends the campaign. */
export interface Recorder {
  /** Before the first range. */
  begin(head: CampaignHead): void;
  /** Each range, in the order of the ranges, as soon as those before it are done. */
  add(record: RangeRecord): void;
  /** The number of ranges of all shards, once they are counted. Without a number of cases they are not. */
  counted(ranges: number): void;
}

/**
 * Tries claims on subjects, range after range of batches, until a limit is reached. The result is the merge of the
 * records of the ranges, and a record depends on the seed, the range and the options only. So a seed gives the same
 * table with any number of workers. Without `workers` this process judges all ranges.
 */
export async function runCampaign(
  options: CampaignOptions,
  workers?: Workers,
  recorder?: Recorder,
): Promise<CampaignResult> {
  const prepared = await prepareCampaign(options);
  // From here on, so that a short run judges something on a machine that is slow to start its engines.
  return new Campaign(options, prepared, performance.now(), recorder).run(workers);
}

/** How long a run must have gone on, and how long it must still take, before workers are worth their start, in ms. */
const [leastElapsedMs, leastLeftMs] = [1000, 2000] as const;

class Campaign {
  private readonly options: CampaignOptions;
  private readonly prepared: PreparedCampaign;
  private readonly recorder: Recorder | undefined;
  private readonly started: number;
  private readonly kept: KeptFindings;
  private readonly teller: Teller;
  private readonly merge: CampaignMerge;
  /** The numbers of ranges that were begun, without those that are merged. */
  private readonly begun: number[] = [];
  /** The records of ranges that are done before an earlier one. */
  private readonly early = new Map<number, RangeRecord>();
  private merged = 0;

  constructor(options: CampaignOptions, prepared: PreparedCampaign, started: number, recorder?: Recorder) {
    const { head } = prepared;
    this.options = options;
    this.prepared = prepared;
    this.recorder = recorder;
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
    const { head, briefing } = this.prepared;
    const crew = workers?.crew(briefing);
    const plan = new RangePlan(options);
    this.recorder?.begin(head);
    const ended = await runRanges(plan, this.here(), crew, {
      seed: head.seed,
      isOver: () => this.isOver,
      told: ({ number }) => {
        this.begun.push(number);
        return this.teller.before(number, this.kept.counted);
      },
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
    // After an interruption, ranges between them may be missing.
    for (const [, record] of [...this.early].sort(([one], [other]) => one - other)) this.addNext(record);
    if (plan.ranges !== undefined) this.recorder?.counted(plan.ranges);
    const facts = {
      stoppedBy: options.signal?.aborted === true ? 'signal' : ended.isAll ? 'cases' : 'seconds',
      elapsedMs: performance.now() - this.started,
      engines: [...(options.statistics?.() ?? []), ...(workers?.statistics() ?? [])],
      jobs: {
        ...{ workers: ended.workers, ranges: this.merged, again: ended.again },
        ...{ lost: ended.lost, peakBytes: workers?.peakBytes() ?? null },
      },
    } as const;
    return this.merge.result(facts, { written: (found) => this.kept.findingOf(found) });
  }

  /** So that only few records are in memory. */
  private mergeInOrder(): void {
    for (let next = this.early.get(this.begun[0]!); next !== undefined; next = this.early.get(this.begun[0]!)) {
      this.early.delete(next.number);
      this.begun.shift();
      this.addNext(next);
    }
  }

  private addNext(record: RangeRecord): void {
    this.merge.add(record);
    this.recorder?.add(record);
    this.merged += 1;
  }

  private here(): RangeRunner {
    const options: RangeOptions = { ...this.options, isTimeUp: () => this.isTimeUp };
    return {
      run: ({ range, told }, note) => {
        this.options.renew?.();
        return new RangeRun(options, this.prepared.asked, range, told, listening(note)).record();
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
    const { cases: all = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY, shard } = this.options;
    const wanted = all / (shard?.n ?? 1);
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
