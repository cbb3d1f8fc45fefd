import type { LostRange } from './campaign-records.ts';
import { type RangeProgress, summed } from './progress.ts';
import type { RangePlan } from './range-plan.ts';
import type { FoundEntry, Range, RangeRecord, RowRecord } from './range-record.ts';
import type { RangeListener } from './range-run.ts';
import type { Told } from './told.ts';

/** Who judges a range: this process, or a worker. */
export interface RangeRunner {
  /** Rejects with RunnerGone if its process ends before it gave the record. */
  run(range: Range, told: Told, listener: RangeListener): Promise<RangeRecord>;
}

/** The process of a worker ended. */
export class RunnerGone extends Error {}

/** Workers in processes of their own. */
export interface Crew {
  /** How many may work at once. */
  readonly size: number;
  /** Starts a worker and waits until it is ready. Rejects with RunnerGone if it cannot be had. */
  hire(): Promise<RangeRunner>;
  /** Those that are not ready yet are not wanted any more: `hire` rejects. */
  dismiss(): void;
}

export interface RangeHooks {
  readonly seed: number;
  /** Whether the run is over: no further range is begun, and those at work end soon. */
  readonly isOver: () => boolean;
  readonly told: (range: Range) => Told;
  readonly found: (range: Range, found: FoundEntry) => void;
  readonly done: (record: RangeRecord) => void;
  readonly progress: (sum: RangeProgress) => void;
  /** Whether further workers would help, by what is done so far. Asked now and then. */
  readonly isLong: (sum: RangeProgress) => boolean;
  readonly say: (line: string) => void;
}

/** How the ranges of a run ended. */
export interface Ended {
  readonly workers: number;
  /** Ranges that were run again. */
  readonly again: number;
  readonly lost: readonly LostRange[];
  /** Whether no batch of the plan is left. */
  readonly isAll: boolean;
  readonly sum: RangeProgress;
}

/** The largest distance between the first range that is not done and the last one that is begun, for each worker. */
const mostAhead = 8;
/** A range whose worker ended is run once more. */
const mostTries = 2;
/** How often it is asked whether the run is long enough for workers. */
const askingMs = 250;

interface Task {
  readonly range: Range;
  tries: number;
  /** What was found before its worker ended, too. */
  found: FoundEntry[];
  progress: RangeProgress;
}

/**
 * Runs the ranges of a plan, on this process and on a crew. Every worker takes the next range when it is done with one.
 * Gives what became of the ranges; `done` gets their records in any order.
 */
export async function runRanges(
  plan: RangePlan,
  here: RangeRunner,
  crew: Crew | undefined,
  hooks: RangeHooks,
): Promise<Ended> {
  return new Dispatch(plan, crew, hooks).all(here);
}

const nothing = summed([]);

class Dispatch {
  private readonly plan: RangePlan;
  private readonly crew: Crew | undefined;
  private readonly hooks: RangeHooks;
  private readonly atWork = new Set<Task>();
  /** Tasks whose worker ended. */
  private readonly left: Task[] = [];
  private readonly lost: LostRange[] = [];
  private finished: RangeProgress = nothing;
  private again = 0;
  private workers = 1;
  /** Workers that work or are being started. */
  private lanes = 0;
  private failure: Error | undefined;
  private isPlanned = false;
  /** A range was not judged to its end. */
  private isCut = false;
  private change: () => void = () => {};
  private changed: Promise<void> = Promise.resolve();

  constructor(plan: RangePlan, crew: Crew | undefined, hooks: RangeHooks) {
    this.plan = plan;
    this.crew = crew;
    this.hooks = hooks;
    this.expectChange();
  }

  async all(here: RangeRunner): Promise<Ended> {
    const lanes: Promise<void>[] = [];
    const { crew } = this;
    const hire = (): void => {
      if (
        lanes.length > 0 ||
        crew === undefined ||
        this.isPlanned ||
        this.hooks.isOver() ||
        !this.hooks.isLong(this.sum)
      )
        return;
      clearInterval(hiring);
      for (let worker = 0; worker < crew.size; worker++) lanes.push(this.lane(crew));
    };
    const hiring = setInterval(hire, askingMs);
    hire();
    try {
      await this.work(here, true);
    } finally {
      clearInterval(hiring);
      crew?.dismiss();
    }
    await Promise.all(lanes);
    if (this.failure !== undefined) throw this.failure;
    const { workers, again, lost, isPlanned, isCut } = this;
    return { workers, again, lost, isAll: isPlanned && !isCut, sum: this.sum };
  }

  /** A worker, and whoever takes its place. */
  private async lane(crew: Crew): Promise<void> {
    this.lanes += 1;
    let [hasWorked, goesOn] = [false, true];
    while (goesOn && this.mayHaveWork) {
      goesOn = false;
      try {
        const runner = await crew.hire();
        if (!hasWorked) this.workers += 1;
        hasWorked = true;
        await this.work(runner, false);
      } catch (error) {
        if (!(error instanceof RunnerGone)) this.failure ??= error as Error;
        else if (this.mayHaveWork) {
          this.hooks.say(error.message);
          // One that does not even start will not do so at the next try.
          goesOn = hasWorked;
        }
      }
    }
    this.lanes -= 1;
    this.tell();
  }

  private get mayHaveWork(): boolean {
    return !this.hooks.isOver() && (!this.isPlanned || this.left.length + this.atWork.size > 0);
  }

  /** Takes one range after another, until none is left. */
  private async work(runner: RangeRunner, isHere: boolean): Promise<void> {
    for (;;) {
      const task = await this.next(isHere);
      if (task === undefined) return;
      this.atWork.add(task);
      try {
        await this.run(task, runner);
      } catch (error) {
        if (error instanceof RunnerGone) this.returned(task, error);
        throw error;
      } finally {
        this.atWork.delete(task);
        this.tell();
      }
    }
  }

  private async run(task: Task, runner: RangeRunner): Promise<void> {
    const { range } = task;
    task.tries += 1;
    const record = await runner.run(range, this.hooks.told(range), {
      progress: (progress) => {
        task.progress = progress;
        this.hooks.progress(this.sum);
      },
      found: (found) => {
        task.found.push(found);
        this.hooks.found(range, found);
      },
    });
    const { batches, cases, checked } = record;
    this.isCut ||= !record.isWhole;
    this.finished = summed([this.finished, { ...task.progress, batches, cases, checked, doing: '' }]);
    // What the worker that ended had found may not be found again if the run is over.
    const ids = new Set(record.findings.map(({ entry }) => entry.id));
    const others = task.found.filter(({ entry }) => !ids.has(entry.id));
    this.hooks.done(others.length === 0 ? record : { ...record, findings: [...record.findings, ...others] });
  }

  /** Its worker ended: it is run again, or it is lost. What it has found is kept in any case. */
  private returned(task: Task, { message }: RunnerGone): void {
    const isLost = task.tries >= mostTries;
    if (!isLost && !this.hooks.isOver()) {
      this.again += 1;
      task.progress = nothing;
      this.left.push(task);
      return;
    }
    this.isCut ||= !isLost;
    if (isLost) this.lost.push({ range: task.range.number, because: message });
    this.hooks.done(emptyRecord(this.hooks.seed, task.range, task.found));
  }

  /**
   * The next range; undefined when none is left. Waits while the first range at work is too far behind. A range that
   * ended a worker may end this process too, so workers take it as long as there are some.
   */
  private async next(isHere: boolean): Promise<Task | undefined> {
    for (;;) {
      if (this.hooks.isOver()) return undefined;
      const mayEnd = isHere && this.lanes > 0;
      const before = mayEnd ? undefined : this.left.shift();
      if (before !== undefined) return before;
      const first = Math.min(...[...this.atWork, ...this.left].map(({ range }) => range.number), this.plan.nextNumber);
      const isAhead = this.plan.nextNumber - first > mostAhead * this.workers;
      if (!this.isPlanned && !isAhead) {
        const range = this.plan.next();
        if (range !== undefined) return { range, tries: 0, found: [], progress: nothing };
        this.isPlanned = true;
      }
      if (this.isPlanned && this.atWork.size + this.left.length === 0) return undefined;
      // A worker that ends may leave its range to others.
      await this.changed;
    }
  }

  private get sum(): RangeProgress {
    return summed([this.finished, ...[...this.atWork].map(({ progress }) => progress)]);
  }

  /** Whoever waits looks again. */
  private tell(): void {
    const { change } = this;
    this.expectChange();
    change();
  }

  private expectChange(): void {
    this.changed = new Promise((resolve) => {
      this.change = resolve;
    });
  }
}

/** The record of a range that nobody judged to the end: a row for each counterexample that it had found. */
function emptyRecord(seed: number, range: Range, findings: readonly FoundEntry[]): RangeRecord {
  const rows = new Map<string, RowRecord>();
  for (const { entry, row } of findings) {
    const [claim, subject] = row;
    const before = rows.get(row.join(' '))?.violations ?? 0;
    rows.set(row.join(' '), {
      ...{ claim, subject, version: entry.subject.version, violations: before + 1 },
      ...{ batches: 0, cases: 0, outputs: 0, knownHits: 0, declined: 0, failures: 0, discarded: {}, attained: 0 },
      ...{ histogram: { zero: 0, bins: [] }, distributions: {}, attainedByTerms: {} },
    });
  }
  return {
    ...{ ...range, seed, isWhole: false, batches: 0, cases: 0, checked: 0, checkedBounds: 0, batchesAlone: 0 },
    ...{ waitedMs: 0, rows: [...rows.values()], findings, covered: [], sampled: null, defectHits: {} },
    evidence: { shapes: [], rows: [], comparisons: [] },
  };
}
