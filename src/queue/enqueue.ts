import { UsageError } from '../errors/usage-error.ts';
import { ofQueue } from './broken-queue.ts';
import type { Broker } from './connection.ts';
import { JobQueue } from './job-queue.ts';
import { explained, isTrouble } from './patience.ts';
import type { QueuedCampaign, QueuedJob } from './records.ts';
import { CampaignStore, jobCount, jobOf, queueName } from './store.ts';

/** What became of a campaign that was added. */
export interface Added {
  readonly id: string;
  /** False if the broker had it already. */
  readonly isNew: boolean;
  /** The name of the queue. */
  readonly queue: string;
  readonly jobs: number;
  /** Of these, those that have a result already. */
  readonly done: number;
  readonly quarantined: number;
}

/**
 * Puts a campaign and its jobs on a broker. The same one again adds nothing twice: whatever has a result, was given up
 * or waits is left as it is. So whoever was interrupted here does it once more.
 * Throws a UsageError if the broker refuses, as one that is full does.
 */
export async function enqueue(
  broker: Broker,
  campaign: QueuedCampaign,
  onAdded: (jobs: number) => void = () => {},
): Promise<Added> {
  return inOneLine(broker, 'add the campaign', () => putOn(broker, campaign, onAdded));
}

/** Jobs that were given up, and are tried again. */
export interface Retried {
  readonly id: string;
  readonly queue: string;
  /** Their numbers. */
  readonly again: readonly number[];
  /** Jobs that have neither a result nor were given up, these among them. */
  readonly left: number;
}

/**
 * Puts the jobs of a campaign that were given up on its queue once more, as if they had never been tried: their cause
 * may be gone. Also completes what an interrupted call has begun. Throws a UsageError if the broker refuses.
 */
export async function retryJobs(broker: Broker, campaign: QueuedCampaign): Promise<Retried> {
  const { id, ability } = campaign;
  const store = new CampaignStore(broker);
  const name = queueName(ability);
  return inOneLine(broker, 'retry', async () => {
    const given = await store.quarantinedNumbers(id);
    const queue = new JobQueue(broker, name);
    try {
      for (const number of given) await ofQueue(broker, name, queue.remove(jobOf(campaign, number)));
    } finally {
      await queue.close();
    }
    // A job that is forgotten here and not added yet is missing, and is added by the next call, too.
    await store.forgetQuarantined(id, given);
    const { jobs, done, quarantined } = await putOn(broker, campaign, () => {});
    const settled = new Set(await store.doneNumbers(id));
    const again = given.filter((number) => !settled.has(number));
    return { id, queue: name, again, left: jobs - done - quarantined };
  });
}

async function inOneLine<T>(broker: Broker, what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isTrouble(error) || error instanceof UsageError) throw error;
    throw new UsageError(`${explained(error, broker)}; when it does not, ${what} once more`);
  }
}

async function putOn(broker: Broker, campaign: QueuedCampaign, onAdded: (jobs: number) => void): Promise<Added> {
  const { id, ability } = campaign;
  const store = new CampaignStore(broker);
  const isNew = await store.addCampaign(campaign);
  const done = await store.doneNumbers(id);
  const quarantined = await store.quarantinedNumbers(id);
  const name = queueName(ability);
  const jobs = jobCount(campaign);
  const queue = new JobQueue(broker, name);
  try {
    let count = 0;
    const adding = queue.add(missingJobs(campaign, new Set([...done, ...quarantined])), (some) => {
      count += some;
      onAdded(count);
    });
    await ofQueue(broker, name, adding);
  } finally {
    await queue.close();
  }
  return { id, isNew, queue: name, jobs, done: done.length, quarantined: quarantined.length };
}

/** One after another, so that no list of all is in memory. */
function* missingJobs(campaign: QueuedCampaign, settled: ReadonlySet<number>): Generator<QueuedJob, void> {
  const jobs = jobCount(campaign);
  for (let number = 0; number < jobs; number++) if (!settled.has(number)) yield jobOf(campaign, number);
}
