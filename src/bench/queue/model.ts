import type { QueueReport } from './measure-queue.ts';

/** A large campaign: workers, seconds of work in a job, hours. */
export interface LargeCampaign {
  readonly workers: number;
  readonly jobSeconds: number;
  readonly hours: number;
}

/** What one broker has to carry, and how many workers they could carry at most. */
export interface QueueModel {
  readonly jobs: number;
  readonly jobsPerSecond: number;
  /** Of the one core on which a broker works. */
  readonly brokerShare: number;
  readonly networkBytesPerSecond: number;
  /** Results, at the end. */
  readonly brokerBytes: number;
  /** The most workers, by what would be saturated. */
  readonly most: Readonly<Record<'processor' | 'network' | 'memory', number>>;
}

/** A usual server: network in bytes per second, and memory for a broker. */
export const usualServer: { readonly network: number; readonly memory: number } = {
  network: 125e6,
  memory: 16 * 2 ** 30,
};

/**
 * From what was measured: each job costs what it cost there, and each worker also what an idle one costs, for it shows
 * itself and renews locks. The broker alone does something too, however few there are.
 */
export function modelOf(
  { perJob, aloneSecond, perIdleSecond, resultBytes }: QueueReport,
  { workers, jobSeconds, hours }: LargeCampaign,
): QueueModel {
  const seconds = hours * 3600;
  const jobsPerSecond = workers / jobSeconds;
  const jobs = (workers * seconds) / jobSeconds;
  const alone = aloneSecond.milliseconds / 1000;
  const perWorker = {
    share: perJob.milliseconds / 1000 / jobSeconds + perIdleSecond.milliseconds / 1000,
    bytes: (perJob.bytesIn + perJob.bytesOut) / jobSeconds + perIdleSecond.bytesIn + perIdleSecond.bytesOut,
    kept: (resultBytes.median * seconds) / jobSeconds,
  };
  return {
    ...{ jobs, jobsPerSecond, brokerShare: alone + workers * perWorker.share },
    networkBytesPerSecond: workers * perWorker.bytes,
    brokerBytes: workers * perWorker.kept,
    most: {
      processor: (1 - alone) / perWorker.share,
      network: usualServer.network / perWorker.bytes,
      memory: usualServer.memory / perWorker.kept,
    },
  };
}
