import type { AnyEntry } from '../corpus/entry.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { CampaignReader } from './reader.ts';
import type { JobResult, QueuedCampaign } from './records.ts';
import { rangeOf } from './run-job.ts';
import { jobOf } from './store.ts';

/**
 * The result of a job, undefined if there is none. A result that cannot be read, or that does not have the batches of
 * this job, is a line that says so: whoever wrote it, it must not count.
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

function problemOf({ record }: JobResult, campaign: QueuedCampaign, number: number): string | undefined {
  const { seed } = campaign.head;
  const its = jobOf(campaign, number);
  if (record.seed !== seed) return `job ${number}: its result is of seed ${record.seed}, not ${seed}`;
  // A command is printed for whoever pastes it.
  const forged = record.findings.find(({ entry }) => !hasItsCommand(entry));
  if (forged !== undefined) return `job ${number}: an entry whose command is not the one that replays it`;
  const from = rangeOf(campaign, its.firstRange).from;
  const { to } = rangeOf(campaign, its.endRange - 1);
  const isWhole = record.number === its.firstRange && record.from === from && record.to === to;
  return isWhole ? undefined : `job ${number}: its result does not have the batches ${from} to ${to - 1}`;
}

/** Whether the command of an entry replays it, and does nothing else. */
export const hasItsCommand = ({ id, command }: Pick<AnyEntry, 'id' | 'command'>): boolean =>
  command === `npx lastbit corpus replay ${id}`;

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
