import { EngineCounts } from '../engines/engine-counts.ts';
import type { RunFacts } from '../fuzz/campaign-merge.ts';
import type { CampaignResult, QuarantinedReport, QueueReport } from '../fuzz/campaign-records.ts';
import { gatherCampaign } from '../fuzz/gathered-campaign.ts';
import type { RangeRecord } from '../fuzz/range-record.ts';
import { listOrNone, readResult } from './read-result.ts';
import type { ResultReader } from './reader.ts';
import type { Disagreement, JobResult, Quarantined, QueuedCampaign } from './records.ts';
import { jobCount, queueName } from './store.ts';

/** What `gatherCampaign` needs of the campaign of a queue. */
export interface QueueSource {
  /** Of the jobs that are done, in order. They are read once. */
  readonly records: AsyncIterable<RangeRecord>;
  /** What is missing, given up or not reproducible: each fails the result. Asked when all records are read. */
  readonly facts: () => Pick<RunFacts, 'stoppedBy' | 'jobs' | 'engines'>;
}

export interface SourceWords {
  readonly disagreement: (one: Disagreement) => string;
  /** The command that judges the range of a job again. */
  readonly reproduce: (one: Quarantined) => string;
}

/**
 * Reads the campaign of a queue, as far as its jobs are done. Results come one after another, so no more than two are
 * in memory. Nothing on the broker is changed: whatever ends this process, it can be done again.
 */
export async function queueSource(
  reader: ResultReader,
  campaign: QueuedCampaign,
  { disagreement, reproduce }: SourceWords,
): Promise<QueueSource> {
  const { id, ability } = campaign;
  const queue = queueName(ability);
  const jobs = jobCount(campaign);
  const problems: string[] = [];
  const quarantined = await listOrNone(reader.quarantined(id), problems);
  const news = await listOrNone(reader.news(id), problems);
  const workers = await listOrNone(reader.workers(), problems);
  const isServed = workers.some(({ queues }) => queues.includes(queue));
  const done = (await reader.doneNumbers(id)).filter((job) => job < jobs);
  const read = new Set<number>();
  const engines = new EngineCounts();
  let ranges = 0;
  async function* records(): AsyncGenerator<RangeRecord, void> {
    for await (const [job, result] of results(reader, campaign, done)) {
      if (typeof result === 'string') problems.push(result);
      else if (result !== undefined) {
        read.add(job);
        engines.add(result.engines);
        ranges += result.job.endRange - result.job.firstRange;
        yield result.record;
      }
    }
  }
  return {
    records: records(),
    facts: () => {
      const given = quarantined.filter(({ job }) => !read.has(job.number));
      const left = jobs - read.size - given.length;
      const missing = [
        ...(left === 0 ? [] : [`${left} of ${jobs} jobs are not done`]),
        ...(left === 0 || isServed ? [] : [`no worker serves queue ${queue}`]),
        ...problems,
      ];
      const queued: QueueReport = {
        ...{ campaign: id, jobs, done: read.size, served: left === 0 ? null : isServed },
        quarantined: given.map((one) => quarantinedReport(one, reproduce(one))),
        disagreements: news.map(disagreement),
      };
      return {
        stoppedBy: 'cases',
        engines: engines.all(),
        jobs: {
          // Nobody knows which workers of the past have judged what.
          ...{ workers: 0, ranges, again: 0, lost: [], peakBytes: null, queued },
          ...(missing.length === 0 ? {} : { missing }),
        },
      };
    },
  };
}

/** The result of a campaign as it is on the queue: nothing is replayed, and nothing is written. */
export async function gatherQueue(
  reader: ResultReader,
  campaign: QueuedCampaign,
  words: SourceWords,
): Promise<CampaignResult> {
  const { records, facts } = await queueSource(reader, campaign, words);
  const { known } = campaign;
  return gatherCampaign(campaign.head, records, () => ({ elapsedMs: 0, ...facts() }), { known });
}

/** The next result comes while one is merged. */
async function* results(
  reader: ResultReader,
  campaign: QueuedCampaign,
  jobs: readonly number[],
): AsyncGenerator<readonly [job: number, result: JobResult | string | undefined], void> {
  let next: ReturnType<typeof settled<JobResult | string | undefined>> | undefined;
  for (const [place, job] of jobs.entries()) {
    const now = await (next ?? settled(readResult(reader, campaign, job)));
    const after = jobs[place + 1];
    next = after === undefined ? undefined : settled(readResult(reader, campaign, after));
    if ('error' in now) throw now.error;
    yield [job, now.value];
  }
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** A promise that nobody may await yet must not reject. */
function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
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
