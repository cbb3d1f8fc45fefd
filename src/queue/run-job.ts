import { silentBefore } from '../fuzz/campaign-merge.ts';
import { joinRecords } from '../fuzz/join-records.ts';
import type { Range, RangeRecord } from '../fuzz/range-record.ts';
import type { RangeNote } from '../fuzz/run-ranges.ts';
import { countedFindings, type PlacedFinding, Teller } from '../fuzz/told.ts';
import type { RangeWorker } from './range-worker.ts';
import type { QueuedCampaign, QueuedJob } from './records.ts';

/** A range of a campaign, by its number. */
export function rangeOf({ batchesInRange, batches }: QueuedCampaign, number: number): Range {
  const from = number * batchesInRange;
  return { number, from, to: Math.min(batches, from + batchesInRange) };
}

/** The ranges of a job. */
export function rangesOf(campaign: QueuedCampaign, { firstRange, endRange }: QueuedJob): readonly Range[] {
  return Array.from({ length: endRange - firstRange }, (_, index) => rangeOf(campaign, firstRange + index));
}

/**
 * Has a worker judge the ranges of a job. Of what was found before, a range is told only what the job itself found: so
 * the record depends on the campaign and the job, and not on what other jobs are done.
 */
export async function runJob(
  campaign: QueuedCampaign,
  job: QueuedJob,
  worker: Pick<RangeWorker, 'judge'>,
  note: (note: RangeNote) => void,
): Promise<RangeRecord> {
  const silent = silentBefore(campaign.head);
  const teller = new Teller(silent);
  let counted: readonly PlacedFinding[] = [];
  const records: RangeRecord[] = [];
  for (const range of rangesOf(campaign, job)) {
    const record = await worker.judge({ range, told: teller.before(range.number, counted) }, note);
    teller.add(record);
    const placed = record.findings.map((found) => ({ ...found, range: range.number }));
    counted = countedFindings([...counted, ...placed], silent);
    records.push(record);
  }
  return joinRecords(records);
}
