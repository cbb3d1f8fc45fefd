import { setTimeout as afterMs } from 'node:timers/promises';
import { abilityText, whyNot } from './ability.ts';
import type { Broker } from './connection.ts';
import { JobQueue, JobSource, type QueueTimes, type TakenJob } from './job-queue.ts';
import { explained, isTrouble } from './patience.ts';
import type { Ability } from './records.ts';
import type { CampaignStore } from './store.ts';

/** How often an idle worker asks for jobs, how often before its end, and how often it looks for queues, in ms. */
const [askingMs, drainingMs, lookingMs] = [1000, 250, 5000] as const;

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
  private readonly said = new Set<string>();
  private turn: Promise<unknown> = Promise.resolve();
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

  /**
   * The next job, if possible of the queue `first`, whose engines run already. Undefined when the work is over. Those
   * who wait take turns, so that an idle worker asks once a second, however many jobs it does at once.
   */
  take(first: string | undefined): Promise<FromQueue | undefined> {
    const next = this.turn.then(() => this.takeNow(first));
    this.turn = next.catch(() => {});
    return next;
  }

  /** From now on a queue is left to others. */
  async leave(name: string, because: string): Promise<void> {
    this.others.set(name, because);
    const source = this.sources.get(name);
    this.sources.delete(name);
    this.tell(name, because);
    await source?.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.sources.values()].map((source) => source.close()));
  }

  private async takeNow(first: string | undefined): Promise<FromQueue | undefined> {
    const { signal, isDraining, say } = this.options;
    for (let told = ''; ; ) {
      try {
        if (signal.aborted) return undefined;
        await this.look();
        for (const source of this.inOrder(first)) {
          const taken = await source.take();
          if (taken !== undefined) return { taken, queue: source.name };
        }
        if (isDraining && (await this.isEmpty())) return undefined;
        told = '';
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!isTrouble(error)) throw error;
        const trouble = explained(error, this.options.broker);
        if (trouble !== told) say(trouble);
        told = trouble;
      }
      await afterMs(isDraining ? drainingMs : askingMs, undefined, { signal }).catch(() => {});
    }
  }

  private inOrder(first: string | undefined): readonly JobSource[] {
    const all = [...this.sources.values()];
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
      } else if (!this.said.has(name) && (await this.hasJobs(name))) this.tell(name, because);
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

  private async hasJobs(name: string): Promise<boolean> {
    const queue = new JobQueue(this.options.broker, name);
    try {
      const { waiting, active } = await queue.counts();
      return waiting + active > 0;
    } finally {
      await queue.close();
    }
  }

  /** Also jobs of other workers count, which may vanish with them and come back. */
  private async isEmpty(): Promise<boolean> {
    for (const name of this.names) if (await this.hasJobs(name)) return false;
    return true;
  }
}
