/** The process of a worker ended, or it cannot take part. */
export class WorkerGone extends Error {}

/** Who does jobs: this process, or a worker. */
export interface Runner<Job, Note, Result> {
  /** Rejects with WorkerGone if its process ends before it gave the result. One job at a time. */
  run(job: Job, note: (note: Note) => void): Promise<Result>;
}

/** Workers in processes of their own. */
export interface Crew<Job, Note, Result> {
  /** How many may work at once. */
  readonly size: number;
  /** Starts a worker and waits until it is ready. Rejects with WorkerGone if it cannot be had. */
  hire(): Promise<Runner<Job, Note, Result>>;
  /** Those that are not ready yet are not wanted any more: `hire` rejects. */
  dismiss(): void;
}

/** The jobs of a run, and who is told what becomes of them. */
export interface Jobs<Job, Note, Result> {
  /** The next job; undefined after the last one. */
  next(): Job | undefined;
  /** Whether one more may begin while these are at work. By default always. */
  readonly mayBegin?: (atWork: readonly Job[]) => boolean;
  /** Whether the run is over: no further job is begun, and those at work end soon. */
  isOver(): boolean;
  /** Whether further workers would help. Asked now and then. */
  isLong(): boolean;
  note(job: Job, note: Note): void;
  done(job: Job, result: Result): void;
  /** The worker of a job ended. It is done again, or it is given up: because it was the second, or the run is over. */
  ended(job: Job, what: 'again' | 'lost' | 'over', because: string): void;
  /** Says how a worker ended. */
  say(line: string): void;
}

/** Who did the jobs of a run. */
export interface SharedOut {
  readonly workers: number;
  /** Whether every job was begun. */
  readonly isAll: boolean;
}

/** A job whose worker ended is done once more. */
const mostTries = 2;
/** How often it is asked whether the run is long enough for workers. */
const askingMs = 250;

/** Does all jobs, in this process and by a crew. Whoever is done with one takes the next. */
export function shareOut<Job, Note, Result>(
  jobs: Jobs<Job, Note, Result>,
  here: Runner<Job, Note, Result>,
  crew: Crew<Job, Note, Result> | undefined,
): Promise<SharedOut> {
  return new SharingOut(jobs, crew).all(here);
}

interface Task<Job> {
  readonly job: Job;
  tries: number;
}

class SharingOut<Job, Note, Result> {
  private readonly jobs: Jobs<Job, Note, Result>;
  private readonly crew: Crew<Job, Note, Result> | undefined;
  private readonly atWork = new Set<Task<Job>>();
  /** Tasks whose worker ended. */
  private readonly left: Task<Job>[] = [];
  private workers = 1;
  /** Workers that work or are being started. */
  private lanes = 0;
  private isLast = false;
  private failure: Error | undefined;
  private change: () => void = () => {};
  private changed: Promise<void> = Promise.resolve();

  constructor(jobs: Jobs<Job, Note, Result>, crew: Crew<Job, Note, Result> | undefined) {
    this.jobs = jobs;
    this.crew = crew;
    this.expectChange();
  }

  async all(here: Runner<Job, Note, Result>): Promise<SharedOut> {
    const lanes: Promise<void>[] = [];
    const { crew, jobs } = this;
    const hire = (): void => {
      if (lanes.length > 0 || crew === undefined || this.isLast || jobs.isOver() || !jobs.isLong()) return;
      clearInterval(hiring);
      const { size } = crew;
      for (let worker = 0; worker < size; worker++) lanes.push(this.lane(crew));
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
    return { workers: this.workers, isAll: this.isLast };
  }

  /** A worker, and whoever takes its place. */
  private async lane(crew: Crew<Job, Note, Result>): Promise<void> {
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
        if (!(error instanceof WorkerGone)) this.failure ??= error as Error;
        else if (this.mayHaveWork) {
          this.jobs.say(error.message);
          // One that does not even start will not do so at the next try.
          goesOn = hasWorked;
        }
      }
    }
    this.lanes -= 1;
    this.tell();
  }

  private get mayHaveWork(): boolean {
    return !this.jobs.isOver() && (!this.isLast || this.left.length + this.atWork.size > 0);
  }

  /** Takes one job after another, until none is left. */
  private async work(runner: Runner<Job, Note, Result>, isHere: boolean): Promise<void> {
    for (;;) {
      const task = await this.next(isHere);
      if (task === undefined) return;
      this.atWork.add(task);
      task.tries += 1;
      try {
        const result = await runner.run(task.job, (note) => this.jobs.note(task.job, note));
        this.jobs.done(task.job, result);
      } catch (error) {
        if (error instanceof WorkerGone) this.returned(task, error);
        throw error;
      } finally {
        this.atWork.delete(task);
        this.tell();
      }
    }
  }

  private returned(task: Task<Job>, { message }: WorkerGone): void {
    const what = task.tries >= mostTries ? 'lost' : this.jobs.isOver() ? 'over' : 'again';
    if (what === 'again') this.left.push(task);
    this.jobs.ended(task.job, what, message);
  }

  /**
   * The next job; undefined when none is left. A job that ended a worker may end this process too, so workers take it
   * as long as there are some.
   */
  private async next(isHere: boolean): Promise<Task<Job> | undefined> {
    for (;;) {
      if (this.jobs.isOver()) return undefined;
      const before = isHere && this.lanes > 0 ? undefined : this.left.shift();
      if (before !== undefined) return before;
      const atWork = [...this.atWork, ...this.left].map(({ job }) => job);
      if (!this.isLast && this.jobs.mayBegin?.(atWork) !== false) {
        const job = this.jobs.next();
        if (job !== undefined) return { job, tries: 0 };
        this.isLast = true;
      }
      if (this.isLast && this.atWork.size + this.left.length === 0) return undefined;
      // A worker that ends may leave its job to others.
      await this.changed;
    }
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
