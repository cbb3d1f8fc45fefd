import type { RangeRecord } from '../fuzz/range-record.ts';
import type { RangeNote } from '../fuzz/run-ranges.ts';
import type { TakenJob } from './job-queue.ts';

/** How far a job is. */
interface AtWork {
  readonly cases: number;
  /** Those of its ranges that are done. */
  readonly before: number;
}

/** What a worker did and does. */
export class WorkSum {
  /** The jobs whose locks must be renewed. */
  readonly atWork: Map<TakenJob, AtWork> = new Map<TakenJob, AtWork>();
  jobs = 0;
  failures = 0;
  disagreements = 0;
  private readonly told = new Set<string>();
  private finished = 0;
  private readonly samples: { readonly ms: number; readonly cases: number }[] = [];

  begin(job: TakenJob): void {
    this.atWork.set(job, { cases: 0, before: 0 });
  }

  /** A range counts its own cases only. */
  note(job: TakenJob, note: RangeNote): void {
    const its = this.atWork.get(job);
    if (its === undefined || !('progress' in note)) return;
    const { cases } = note.progress;
    const before = cases < its.cases - its.before ? its.cases : its.before;
    this.atWork.set(job, { cases: before + cases, before });
  }

  done(job: TakenJob, { cases }: RangeRecord): void {
    this.atWork.delete(job);
    this.jobs += 1;
    this.finished += cases;
  }

  differs(): void {
    this.disagreements += 1;
  }

  /** Whether something is to be said for the first time. */
  isFirst(text: string): boolean {
    return !this.told.has(text) && this.told.add(text).size > 0;
  }

  failed(): void {
    this.failures += 1;
  }

  end(job: TakenJob): void {
    this.atWork.delete(job);
  }

  get cases(): number {
    return [...this.atWork.values()].reduce((sum, { cases }) => sum + cases, this.finished);
  }

  /** Over the last samples; one is taken by each call. */
  casesPerSecond(nowMs: number): number {
    this.samples.push({ ms: nowMs, cases: this.cases });
    if (this.samples.length > mostSamples) this.samples.shift();
    const first = this.samples[0]!;
    const seconds = (nowMs - first.ms) / 1000;
    return seconds > 0 ? Math.max(0, (this.cases - first.cases) / seconds) : 0;
  }
}

const mostSamples = 12;
