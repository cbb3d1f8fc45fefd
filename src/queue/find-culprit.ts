import { toldNothing } from '../fuzz/told.ts';
import { failingPart, type Stretch } from './bisect.ts';
import type { PartJob, RangeWorker } from './range-worker.ts';
import type { Quarantined, QueuedCampaign, QueuedJob } from './records.ts';
import { rangeOf } from './run-job.ts';

export interface Searching {
  /** A worker of its own for each question, so that none suffers from what another one did. */
  readonly hire: (campaign: QueuedCampaign) => Promise<RangeWorker>;
  /** How many cases a batch has. */
  readonly casesIn: (campaign: QueuedCampaign, batch: number) => Promise<number>;
  readonly signal: AbortSignal;
}

/**
 * Searches for the smallest part of a job that ends its worker: a range, a batch, a case. Undefined if none of its
 * ranges does so on its own, or if `signal` ends the search before a range is found.
 */
export async function findCulprit(
  campaign: QueuedCampaign,
  { firstRange, endRange }: QueuedJob,
  { hire, casesIn, signal }: Searching,
): Promise<Quarantined['culprit']> {
  const ends = async (job: PartJob): Promise<boolean> => {
    const worker = await hire(campaign);
    try {
      await worker.judge(job, () => {});
      return false;
    } catch {
      return !signal.aborted;
    } finally {
      worker.kill();
    }
  };
  const told = toldNothing;
  let range: number | undefined;
  for (let number = firstRange; number < endRange && range === undefined && !signal.aborted; number++)
    if (await ends({ range: rangeOf(campaign, number), told })) range = number;
  if (range === undefined || signal.aborted) return undefined;
  const part = (batches: Stretch): PartJob => ({ range: { number: range, ...batches }, told });
  const batch = await failingPart(rangeOf(campaign, range), (some) => ends(part(some)));
  if (batch === undefined || signal.aborted) return { range };
  const one = part({ from: batch, to: batch + 1 });
  const count = await casesIn(campaign, batch);
  const found = await failingPart({ from: 0, to: count }, (cases) => ends({ ...one, cases }));
  return found === undefined || signal.aborted ? { range, batch } : { range, batch, case: found };
}
