import { setTimeout as afterMs } from 'node:timers/promises';
import { abilityText, whyNot } from './ability.ts';
import { BrokenKey, isBroken } from './broken-key.ts';
import { whyBroken } from './broken-queue.ts';
import type { Broker } from './connection.ts';
import { JobQueue, JobSource, type QueueTimes, type TakenJob } from './job-queue.ts';
import { explained, isTrouble } from './patience.ts';
import type { Ability } from './records.ts';
import type { CampaignStore } from './store.ts';

/** An idle worker asks again after the first wait, then after twice that, and so on up to the longest, in ms. */
export interface Waits {
  readonly first: number;
  readonly longest: number;
}

const usualWaits: Waits = { first: 250, longest: 5000 };
/** At the end somebody waits for it. */
const drainingWaits: Waits = { first: 250, longest: 2000 };
/** How often it looks for queues. */
const lookingMs = 10_000;
/**
 * So many starts of a worker may fail in a row. A child may be killed by chance, and memory may be short for a while.
 */
const mostFailedStarts = 3;
/** After the first failure a queue rests for so many first waits, after each further one for so many times longer. */
const restFactor = 4;
/** When a queue for which no worker could be started is tried once more, unless somebody waits for the end. */
const comeBackMs = 300_000;

export interface Serving {
  readonly broker: Broker;
  readonly store: Pick<CampaignStore, 'queues'>;
  /** What this worker has of what a queue wants. */
  readonly own: (wanted: Ability) => Promise<Ability>;
  readonly times: QueueTimes;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** End when no job is left. */
  readonly isDraining: boolean;
  readonly waits?: Waits;
  /** As `comeBackMs`. */
  readonly comeBackMs?: number;
}

/** What became of the starts of workers for a queue. */
interface FailedStarts {
  readonly inARow: number;
  /** Until then no job of the queue is taken, by `performance.now()`. */
  readonly restsUntil: number;
}

/** A job and the queue that it is from. */
export interface FromQueue {
  readonly taken: TakenJob;
  readonly queue: string;
}

/** The queues that a worker can serve. Of each other queue with jobs it says once why it declines. */
export class ServedQueues {
  private readonly options: Serving;
  private readonly sources = new Map<string, JobSource>();
  /** Queues that are left to others, and why. */
  private readonly others = new Map<string, string>();
  private readonly failedStarts = new Map<string, FailedStarts>();
  private readonly said = new Set<string>();
  /** Queues, and lines that were said of other keys. */
  private readonly broken = new Set<string>();
  private turn: Promise<unknown> = Promise.resolve();
  private pause = new AbortController();
  private lookedMs = Number.NEGATIVE_INFINITY;

  constructor(options: Serving) {
    this.options = options;
  }

  get names(): readonly string[] {
    return [...this.sources.keys()];
  }

  /** Whether jobs were left to others. */
  get hasDeclined(): boolean {
    return this.said.size > 0;
  }

  /** Whether the broker holds a queue that cannot be used. */
  get hasBroken(): boolean {
    return this.broken.size > 0;
  }

  /**
   * The next job; of the queue `first` if it has one, whose engines run already. Undefined when the work is over.
   * Whoever waits does so in turn, so that one idle worker asks once in five seconds, whatever number of jobs it does.
   */
  take(first: string | undefined): Promise<FromQueue | undefined> {
    // A job of this worker has just ended: perhaps it was the last one, or others have become free.
    this.pause.abort();
    const next = this.turn.then(() => this.takeNow(first));
    this.turn = next.catch(() => {});
    return next;
  }

  /** A worker for a queue is ready. */
  started(name: string): void {
    this.failedStarts.delete(name);
  }

  /**
   * No worker could be started for a queue. It rests for a moment; after three failures in a row it is left to others,
   * for some minutes, or for good where somebody waits for the end.
   */
  async notStarted(name: string, because: string): Promise<void> {
    const { isDraining, say, waits = usualWaits, comeBackMs: awayMs = comeBackMs } = this.options;
    const { inARow: before, restsUntil } = this.failedStarts.get(name) ?? { inARow: 0, restsUntil: 0 };
    // Several workers that fail at the same time count as one.
    if (!this.sources.has(name) || performance.now() < restsUntil) return;
    const inARow = before + 1;
    const restMs = waits.first * restFactor ** inARow;
    this.failedStarts.set(name, { inARow, restsUntil: performance.now() + restMs });
    if (inARow < mostFailedStarts) return say(`queue ${name}: ${because}; it is tried again`);
    this.failedStarts.delete(name);
    await this.leave(name, because);
    const comeBack = (): void => {
      this.others.delete(name);
      this.lookedMs = Number.NEGATIVE_INFINITY;
    };
    if (!isDraining) setTimeout(comeBack, awayMs).unref();
  }

  /** From now on a queue is left to others. */
  private async leave(name: string, because: string): Promise<void> {
    this.others.set(name, because);
    const source = this.sources.get(name);
    this.sources.delete(name);
    this.tell(name, because);
    await source?.close();
  }

  /** From now on a queue is left, because the broker refused as `isBroken` says. It is said once. */
  async leaveBroken(name: string, error: Error): Promise<void> {
    const because = error instanceof BrokenKey ? error.message : await whyBroken(this.options.broker, name, error);
    if (this.broken.has(name)) return;
    this.broken.add(name);
    await this.leave(name, because);
  }

  async close(): Promise<void> {
    await Promise.all([...this.sources.values()].map((source) => source.close()));
  }

  private async takeNow(first: string | undefined): Promise<FromQueue | undefined> {
    const { signal, isDraining, say, waits = isDraining ? drainingWaits : usualWaits } = this.options;
    let waitMs = waits.first;
    for (let told = ''; ; ) {
      this.pause = new AbortController();
      const pause = this.pause.signal;
      try {
        if (signal.aborted) return undefined;
        await this.look();
        for (const source of this.inOrder(first)) {
          const taken = await this.unlessBroken(source.name, () => source.take());
          if (taken !== undefined) return { taken, queue: source.name };
        }
        if (isDraining && (await this.isEmpty())) return undefined;
        told = '';
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!isTrouble(error)) throw error;
        const trouble = explained(error, this.options.broker);
        if (trouble !== told && !this.broken.has(trouble)) say(trouble);
        if (error instanceof BrokenKey) this.broken.add(trouble);
        told = trouble;
      }
      await afterMs(waitMs, undefined, { signal: AbortSignal.any([signal, pause]) }).catch(() => {});
      waitMs = pause.aborted ? waits.first : Math.min(2 * waitMs, waits.longest);
    }
  }

  private inOrder(first: string | undefined): readonly JobSource[] {
    const now = performance.now();
    const all = [...this.sources.values()].filter(({ name }) => now >= (this.failedStarts.get(name)?.restsUntil ?? 0));
    return [...all.filter(({ name }) => name === first), ...all.filter(({ name }) => name !== first)];
  }

  /** Finds queues that are new. */
  private async look(): Promise<void> {
    const now = performance.now();
    if (now - this.lookedMs < lookingMs) return;
    this.lookedMs = now;
    const { broker, store, times } = this.options;
    for (const [name, wanted] of await store.queues()) {
      if (this.sources.has(name)) continue;
      const because = this.others.get(name) ?? (await this.whyNot(name, wanted));
      if (because === undefined) {
        const source = new JobSource(broker, name, times);
        this.sources.set(name, source);
        await source.start();
        this.options.say(`queue ${name}: ${abilityText(wanted)}`);
      } else if (!this.said.has(name) && (await this.hasJobs(name)) === true) this.tell(name, because);
    }
  }

  private async whyNot(name: string, wanted: Ability): Promise<string | undefined> {
    const because = whyNot(wanted, await this.options.own(wanted));
    if (because !== undefined) this.others.set(name, because);
    return because;
  }

  private tell(name: string, because: string): void {
    this.said.add(name);
    this.options.say(`queue ${name} is left to others: ${because}`);
  }

  private hasJobs(name: string): Promise<boolean | undefined> {
    return this.unlessBroken(name, async () => {
      const queue = new JobQueue(this.options.broker, name);
      try {
        const { waiting, active } = await queue.counts();
        return waiting + active > 0;
      } finally {
        await queue.close();
      }
    });
  }

  /** Undefined for a queue that cannot be used. To try again would be of no use, so it is left from then on. */
  private async unlessBroken<T>(name: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      if (!isBroken(error)) throw error;
      await this.leaveBroken(name, error);
      return undefined;
    }
  }

  /** Also jobs of other workers count, which may vanish with them and come back. */
  private async isEmpty(): Promise<boolean> {
    for (const name of this.names) if (await this.hasJobs(name)) return false;
    return true;
  }
}
