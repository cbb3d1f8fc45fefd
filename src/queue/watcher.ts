import { silentBefore } from '../fuzz/campaign-merge.ts';
import { countedFindings, distinctFindings, type PlacedFinding } from '../fuzz/told.ts';
import { listOrNone, readResult } from './read-result.ts';
import type { CampaignReader } from './reader.ts';
import type { QueuedCampaign } from './records.ts';
import { type CampaignState, isDone, type JobCounts, LargestRatios, type WatchedFinding } from './state.ts';
import { jobCount, queueName } from './store.ts';

/** Results that one look reads, so that the first look at a long campaign does not take minutes. */
const mostReadAtOnce = 64;
/** While results are left to read, the jobs that are done are listed so often: the list of 10^5 jobs has 1 MB. */
const listingMs = 5000;
/** So many times as long as a look took, nobody looks: a watch shall cost little beside what it watches. */
const pauseForEach = 20;

/**
 * Looks at a campaign again and again. Each result is read once. Beside the findings that count, and a number for each
 * job, it keeps nothing of them.
 */
export class CampaignWatcher {
  private readonly reader: CampaignReader;
  private readonly campaign: QueuedCampaign;
  private readonly silent: readonly string[];
  private readonly read = new Set<number>();
  private done: ReadonlySet<number> = new Set();
  /** Those of `done` that are not read yet, in order. */
  private unread: readonly number[] = [];
  private listedMs = Number.NEGATIVE_INFINITY;
  private readonly ratios = new LargestRatios();
  private readonly findings = new Map<string, WatchedFinding>();
  private readonly unreadable: string[] = [];
  private counted: readonly PlacedFinding[] = [];
  private cases = 0;

  constructor(reader: CampaignReader, campaign: QueuedCampaign) {
    this.reader = reader;
    this.campaign = campaign;
    this.silent = silentBefore(campaign.head);
  }

  /** The campaign now. `isAllRead` is false if another look would read more at once. */
  async look(): Promise<{ readonly state: CampaignState; readonly isAllRead: boolean }> {
    const { reader, campaign } = this;
    const { id, added, ability, ranges, rangesInJob, head } = campaign;
    const queue = queueName(ability);
    const torn: string[] = [];
    const list = <Item>(items: Promise<readonly Item[]>): Promise<readonly Item[]> => listOrNone(items, torn);
    await this.list();
    const active = await reader.activeNumbers(campaign);
    const [quarantined, disagreements] = [await list(reader.quarantined(id)), await list(reader.news(id))];
    const everyWorker = await list(reader.workers());
    const { done: hasResult } = this;
    const [now, later] = [this.unread.slice(0, mostReadAtOnce), this.unread.slice(mostReadAtOnce)];
    for (const job of now) await this.readJob(job);
    this.unread = later;
    const workers = everyWorker
      .filter(({ queues }) => queues.includes(queue))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    const jobs = countsOf(
      jobCount(campaign),
      hasResult,
      active,
      quarantined.map(({ job }) => job.number),
    );
    const casesPerSecond = workers.reduce((sum, worker) => sum + worker.casesPerSecond, 0);
    const state: CampaignState = {
      campaign: { ...{ id, added, ability, ranges, rangesInJob }, seed: head.seed, queue },
      ...{ jobs, read: this.read.size, cases: this.cases, casesPerSecond },
      secondsLeft: this.secondsLeft(jobs, casesPerSecond),
      ...{ workers, findings: [...this.findings.values()], worst: this.ratios.largest() },
      quarantined: quarantined.filter(({ job }) => !hasResult.has(job.number)),
      ...{ disagreements, unreadable: [...this.unreadable, ...torn] },
    };
    return { state, isAllRead: later.length === 0 };
  }

  /** Lists the jobs that are done, if there are others than before. */
  private async list(): Promise<void> {
    const { reader, campaign, unread } = this;
    const now = performance.now();
    if (unread.length > 0 && now - this.listedMs < listingMs) return;
    if ((await reader.doneCount(campaign.id)) === this.done.size) return;
    this.listedMs = now;
    const done = await reader.doneNumbers(campaign.id);
    this.done = new Set(done);
    this.unread = done.filter((job) => !this.read.has(job)).sort((one, other) => one - other);
  }

  private async readJob(job: number): Promise<void> {
    const result = await readResult(this.reader, this.campaign, job);
    this.read.add(job);
    if (typeof result === 'string') {
      this.unreadable.push(result);
      return;
    }
    if (result === undefined) return;
    const { record } = result;
    this.cases += record.cases;
    this.ratios.add(record);
    this.find(record.findings.map((found) => ({ ...found, range: record.number })));
  }

  /** Adds those that count so far. One that is told stays told, even if an earlier range then fills its row. */
  private find(found: readonly PlacedFinding[]): void {
    if (found.length === 0) return;
    this.counted = countedFindings([...this.counted, ...found], this.silent);
    for (const { entry, row, minimal, range } of distinctFindings(this.counted))
      if (!this.findings.has(entry.id)) this.findings.set(entry.id, { entry, row, minimal, range });
  }

  /** From the cases of a job so far. */
  private secondsLeft({ of, done, quarantined }: JobCounts, casesPerSecond: number): number | null {
    const left = of - done - quarantined;
    if (left === 0) return 0;
    if (this.read.size === 0 || this.cases === 0 || casesPerSecond === 0) return null;
    return Math.round(((this.cases / this.read.size) * left) / casesPerSecond);
  }
}

/** Lists are read one after another, so a job may be in several: it counts where it is furthest. */
function countsOf(
  of: number,
  done: ReadonlySet<number>,
  active: readonly number[],
  quarantined: readonly number[],
): JobCounts {
  const given = new Set(quarantined.filter((job) => !done.has(job)));
  const atWork = new Set(active.filter((job) => !done.has(job) && !given.has(job)));
  const waiting = Math.max(0, of - done.size - given.size - atWork.size);
  return { of, done: done.size, active: atWork.size, waiting, quarantined: given.size };
}

/**
 * Looks until no job is left and all results are read, or until the signal. `pause` comes between two looks, unless
 * more could be read at once; it is told how long it should be at least, in ms.
 */
export async function* follow(
  watcher: Pick<CampaignWatcher, 'look'>,
  pause: (leastMs: number) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<CampaignState, void> {
  while (!signal.aborted) {
    const before = performance.now();
    const { state, isAllRead } = await watcher.look();
    const tookMs = performance.now() - before;
    yield state;
    if (!isAllRead) continue;
    if (isDone(state)) return;
    await pause(pauseForEach * tookMs);
  }
}
