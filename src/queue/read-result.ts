import { UsageError } from '../errors/usage-error.ts';
import type { CampaignReader } from './reader.ts';
import type { JobResult, QueuedCampaign } from './records.ts';
import { jobOf } from './store.ts';

/**
 * The result of a job, undefined if there is none. A result that cannot be read, or that is not the one of this job, is
 * a line that says so: whoever wrote it, it must not count for another job.
 */
export async function readResult(
  reader: Pick<CampaignReader, 'result'>,
  campaign: QueuedCampaign,
  job: number,
): Promise<JobResult | string | undefined> {
  try {
    const result = await reader.result(campaign.id, job);
    return result === undefined ? undefined : (problemOf(result, campaign, job) ?? result);
  } catch (error) {
    if (error instanceof UsageError) return `job ${job}: ${error.message}`;
    throw error;
  }
}

function problemOf({ job, records }: JobResult, campaign: QueuedCampaign, number: number): string | undefined {
  const { firstRange: first, endRange: end } = jobOf(campaign, number);
  const isIts = job.campaign === campaign.id && job.number === number;
  if (!isIts) return `job ${number}: its result is that of job ${job.number} of campaign ${job.campaign.slice(0, 12)}`;
  const isWhole = records.length === end - first && records.every(({ number: range }, at) => range === first + at);
  if (!isWhole) return `job ${number}: its result does not have the ranges ${first} to ${end - 1}`;
  const seed = records.find((record) => record.seed !== campaign.head.seed)?.seed;
  return seed === undefined ? undefined : `job ${number}: its result is of seed ${seed}, not ${campaign.head.seed}`;
}

/** A list of which something cannot be read is empty, and a line says so. */
export async function listOrNone<Item>(list: Promise<readonly Item[]>, torn: string[]): Promise<readonly Item[]> {
  try {
    return await list;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    torn.push(error.message);
    return [];
  }
}
