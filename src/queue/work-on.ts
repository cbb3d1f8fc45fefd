import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { affordable } from '../jobs/how-many.ts';
import { availableMemory, treeMemory } from '../jobs/memory.ts';
import type { Broker } from './connection.ts';
import { type QueueTimes, usualTimes } from './job-queue.ts';
import type { RangeWorker } from './range-worker.ts';
import type { Ability, LivingWorker, MachineKind, QueuedCampaign } from './records.ts';
import { ServedQueues } from './served-queues.ts';
import { CampaignStore } from './store.ts';
import { Lane } from './work.ts';
import { WorkSum } from './work-sum.ts';

export interface WorkOptions {
  readonly broker: Broker;
  /** How many jobs at once. */
  readonly jobs: number;
  /** What this machine has of what a queue wants. */
  readonly own: (wanted: Ability) => Promise<Ability>;
  readonly machine: MachineKind;
  /** As in `Work`; the worker ends when `signal` aborts. */
  readonly hire: (campaign: QueuedCampaign, signal: AbortSignal) => Promise<RangeWorker>;
  readonly casesIn: (campaign: QueuedCampaign, batch: number) => Promise<number>;
  readonly say: (line: string) => void;
  readonly onProgress?: (sum: WorkSum) => void;
  readonly signal: AbortSignal;
  /** End when no job is left that this worker can do. */
  readonly isDraining: boolean;
  readonly times?: QueueTimes;
  /** The memory of this process and its workers, and what is still to be had, in bytes; by default as they are. */
  readonly memory?: () => readonly [own: number | undefined, available: number | undefined];
}

/** What a worker did. */
export interface Worked {
  readonly jobs: number;
  readonly cases: number;
  /** Tries that failed. */
  readonly failures: number;
  /** Jobs of which two runs on one kind of machine differ. */
  readonly disagreements: number;
  /** Whether jobs were left to others. */
  readonly hasDeclined: boolean;
}

/** How often a worker shows itself, and how long it then counts as living. */
const [showingMs, livingSeconds] = [5000, 20] as const;
const progressMs = 200;
/** At the end, a broker that is away is not waited for. */
const goodbyeMs = 2000;

/**
 * Does jobs of a broker, several at once. When `signal` aborts, its jobs go back to their queues at once, and its
 * processes end. Throws a UsageError if the broker refuses for good.
 */
export async function workOn(options: WorkOptions): Promise<Worked> {
  const { broker, jobs, own, say, isDraining, times = usualTimes } = options;
  const store = new CampaignStore(broker);
  const sum = new WorkSum();
  // Also a failure of one lane ends all.
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const queues = new ServedQueues({ broker, store, own, times, say, signal, isDraining });
  const living = livingWorker(options);
  const timers = [
    setInterval(() => void renew(sum, broker), times.lockMs / 3),
    setInterval(() => options.onProgress?.(sum), progressMs),
    setInterval(() => void show(), showingMs),
  ];
  const show = async (): Promise<void> => {
    if (!broker.isThere() || signal.aborted) return;
    const said = { queues: queues.names, done: sum.jobs, cases: sum.cases };
    const casesPerSecond = sum.casesPerSecond(performance.now());
    await store.showWorker({ ...living, ...said, casesPerSecond }, livingSeconds).catch(() => {});
  };
  const room = new Room(jobs, say, options.memory);
  const { machine, casesIn } = options;
  const hire = async (campaign: QueuedCampaign): Promise<RangeWorker> => {
    const worker = await options.hire(campaign, signal);
    room.measure();
    return worker;
  };
  const run = async (number: number): Promise<void> => {
    if (number > 0 && number >= (await room.size)) return;
    try {
      await new Lane({ broker, store, queues, machine, hire, casesIn, sum, say, signal }).run();
    } finally {
      room.measure();
      if (!isDraining) ending.abort();
    }
  };
  try {
    await show();
    const all = Array.from({ length: jobs }, (_, number) => run(number));
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    const grace = stopped.then(() => afterMs(goodbyeMs));
    await Promise.race([Promise.all(all), broker.refused, grace]);
  } finally {
    ending.abort();
    for (const timer of timers) clearInterval(timer);
    const goodbye = Promise.all([queues.close(), store.forgetWorker(living.id)]);
    await Promise.race([goodbye.catch(() => {}), broker.refused.catch(() => {}), afterMs(goodbyeMs)]);
  }
  const { jobs: done, cases, failures, disagreements } = sum;
  return { jobs: done, cases, failures, disagreements, hasDeclined: queues.hasDeclined };
}

/**
 * For how many jobs there is memory: each is taken to need as much as this process and its first worker. A worker that
 * the system kills for lack of memory would otherwise make its job look like poison.
 */
class Room {
  /** Known when the first worker is ready. */
  readonly size: Promise<number>;
  private resolve: (size: number) => void = () => {};
  private isMeasured = false;
  private readonly jobs: number;
  private readonly say: (line: string) => void;
  private readonly memory: NonNullable<WorkOptions['memory']>;

  constructor(
    jobs: number,
    say: (line: string) => void,
    memory: WorkOptions['memory'] = () => [treeMemory()?.now, availableMemory()],
  ) {
    [this.jobs, this.say, this.memory] = [jobs, say, memory];
    this.size = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  /** The first call counts. */
  measure(): void {
    if (this.isMeasured) return;
    this.isMeasured = true;
    const size = 1 + affordable(this.jobs - 1, ...this.memory());
    if (size < this.jobs) this.say(`--jobs ${this.jobs}: there is memory for ${size} at once`);
    this.resolve(size);
  }
}

function livingWorker({ machine, jobs }: WorkOptions): LivingWorker {
  const host = hostname();
  return {
    ...{ id: `${host}-${process.pid}-${randomUUID().slice(0, 8)}`, host, machine, jobs, queues: [] },
    ...{ done: 0, cases: 0, casesPerSecond: 0, since: new Date().toISOString() },
  };
}

/** While the broker is away, renewals would pile up. A lock that is lost is noticed when its job is done. */
async function renew({ atWork }: WorkSum, broker: Broker): Promise<void> {
  if (!broker.isThere()) return;
  await Promise.allSettled([...atWork.keys()].map((taken) => taken.renew()));
}

const afterMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
