import type { CampaignResult, NotShown, QuarantinedReport, QueueReport } from '../fuzz/campaign-records.ts';
import { type Gathering, gatherCampaign } from '../fuzz/gathered-campaign.ts';
import type { RangeRecord } from '../fuzz/range-record.ts';
import { listOrNone, readResult } from './read-result.ts';
import type { CampaignReader } from './reader.ts';
import type { Quarantined, QueuedCampaign } from './records.ts';
import { jobCount, queueName } from './store.ts';

/** How the campaign of a queue is reported. */
export interface QueueGathering extends Omit<Gathering, 'onUnknown'> {
  /** In words. */
  readonly disagreement: (one: Awaited<ReturnType<CampaignReader['news']>>[number]) => string;
  /** The command that judges the range of a job again. */
  readonly reproduce: (one: Quarantined) => string;
  readonly progress?: (read: number, of: number) => void;
  /** What the engines of this process did, and its memory; asked in the end. */
  readonly about: () => Pick<CampaignResult, 'elapsedMs' | 'engines'> & Pick<CampaignResult['jobs'], 'peakBytes'>;
}

/**
 * The result of the campaign of a queue, as far as its jobs are done. Results are read one after another, so no more
 * than two are in memory. What is missing, given up or not reproducible fails the result. Nothing on the broker is
 * changed, so whatever ends this process, it can be done again.
 */
export async function gatherQueue(
  reader: CampaignReader,
  campaign: QueuedCampaign,
  { disagreement, reproduce, progress, about, ...gathering }: QueueGathering,
): Promise<CampaignResult> {
  const { id, ability, head } = campaign;
  const jobs = jobCount(campaign);
  const problems: string[] = [];
  const withResult = new Set<number>();
  let ranges = 0;
  async function* records(): AsyncGenerator<RangeRecord> {
    const done = (await reader.doneNumbers(id)).filter((job) => job < jobs);
    // The next result comes while one is merged.
    let next = done[0] === undefined ? undefined : settled(readResult(reader, campaign, done[0]));
    for (const [place, job] of done.entries()) {
      const read = await next;
      const after = done[place + 1];
      next = after === undefined ? undefined : settled(readResult(reader, campaign, after));
      if (read !== undefined && 'error' in read) throw read.error;
      const result = read?.value;
      if (typeof result === 'string') problems.push(result);
      else if (result !== undefined) {
        withResult.add(job);
        ranges += result.records.length;
        yield* result.records;
      }
      progress?.(place + 1, done.length);
    }
  }
  const notReplayed: NotShown[] = [];
  const quarantined = await listOrNone(reader.quarantined(id), problems);
  const news = await listOrNone(reader.news(id), problems);
  const workers = await listOrNone(reader.workers(), problems);
  const serving = workers.filter(({ queues }) => queues.includes(queueName(ability)));
  return gatherCampaign(
    head,
    records(),
    () => {
      const given = quarantined.filter(({ job }) => !withResult.has(job.number));
      const left = jobs - withResult.size - given.length;
      const served = left === 0 ? null : serving.length > 0;
      const queued: QueueReport = {
        ...{ campaign: id, jobs, done: withResult.size, served },
        quarantined: given.map((one) => quarantinedReport(one, reproduce(one))),
        ...{ disagreements: news.map(disagreement), notReplayed },
      };
      const missing = [
        ...(left === 0 ? [] : [`${left} of ${jobs} jobs are not done`]),
        ...(served === false ? [`no worker serves queue ${queueName(ability)}`] : []),
        ...problems,
        ...(notReplayed.length === 0 ? [] : [`${notReplayed.length} counterexamples cannot be replayed here`]),
      ];
      const { elapsedMs, engines, peakBytes } = about();
      return {
        ...{ stoppedBy: 'cases', elapsedMs, engines },
        jobs: {
          ...{ workers: 0, ranges, again: 0, lost: [], peakBytes },
          ...{ ...(missing.length === 0 ? {} : { missing }), queued },
        },
      };
    },
    {
      ...gathering,
      onUnknown: ({ id: entry, claim, subject }, because) =>
        void notReplayed.push({ claim, subject: subject.id, id: entry, because }),
    },
  );
}

/** A job that was given up, as reports and changes have it. */
export function quarantinedReport(
  { job, reasons, stderr, culprit }: Quarantined,
  reproduce: string,
): QuarantinedReport {
  const { number, firstRange, endRange } = job;
  return {
    ...{ job: number, firstRange, endRange, reasons, stderr, reproduce },
    ...(culprit === undefined ? {} : { culprit }),
  };
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** A promise that nobody may await yet must not reject. */
function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
