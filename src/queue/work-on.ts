import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { affordable } from '../jobs/how-many.ts';
import type { Broker } from './connection.ts';
import { type QueueTimes, usualTimes } from './job-queue.ts';
import { Lane, type Work } from './lane.ts';
import type { RangeWorker } from './range-worker.ts';
import type { Ability, LivingWorker, MachineKind, QueuedCampaign } from './records.ts';
import { ServedQueues } from './served-queues.ts';
import { CampaignStore } from './store.ts';
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
  /** How many jobs more there is memory for, once one is at work; by default as the system tells. */
  readonly affordable?: (wanted: number) => number;
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
  /** Whether a queue could not be used, because its keys on the broker are broken. */
  readonly hasBroken: boolean;
}

/** How often a worker shows itself, and how long it then counts as living. */
const [showingMs, livingSeconds] = [10_000, 35] as const;
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
  let isMeasurable = (): void => {};
  const size = new Promise<void>((resolve) => {
    isMeasurable = resolve;
  }).then(() => affordableJobs(jobs, options.affordable ?? affordable, say));
  const { machine, casesIn } = options;
  const hire = async (campaign: QueuedCampaign): Promise<RangeWorker> => {
    const worker = await options.hire(campaign, signal);
    isMeasurable();
    return worker;
  };
  const laneStore = readOnce(store);
  const run = async (number: number): Promise<void> => {
    if (number > 0 && number >= (await size)) return;
    try {
      await new Lane({ broker, store: laneStore, queues, machine, hire, casesIn, sum, say, signal }).run();
    } finally {
      isMeasurable();
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
  return { jobs: done, cases, failures, disagreements, hasDeclined: queues.hasDeclined, hasBroken: queues.hasBroken };
}

/** A campaign is large, and its check takes long: all lanes share one. An old one is read again. */
function readOnce(store: CampaignStore): Work['store'] {
  let last: { readonly id: string; readonly campaign: Promise<QueuedCampaign> } | undefined;
  const campaign = (id: string): Promise<QueuedCampaign> => {
    if (last?.id !== id) {
      const reading = { id, campaign: store.campaign(id) };
      last = reading;
      reading.campaign.catch(() => {
        if (last === reading) last = undefined;
      });
    }
    return last.campaign;
  };
  return {
    campaign,
    hasResult: (job) => store.hasResult(job),
    keepResult: (result) => store.keepResult(result),
    keepQuarantined: (quarantined) => store.keepQuarantined(quarantined),
  };
}

/**
 * For how many jobs there is memory: each is taken to need as much as this process and its first worker. A worker that
 * the system kills for lack of memory would otherwise make its job look like poison.
 */
function affordableJobs(jobs: number, most: (wanted: number) => number, say: (line: string) => void): number {
  const size = 1 + most(jobs - 1);
  if (size < jobs) say(`--jobs ${jobs}: there is memory for ${size} at once`);
  return size;
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
