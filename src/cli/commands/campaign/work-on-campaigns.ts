import { parseUserEngines } from '../../../engines/user-engine.ts';
import { machineKind } from '../../../queue/ability.ts';
import type { QueueTimes } from '../../../queue/job-queue.ts';
import { type RangeWorker, startRangeWorker } from '../../../queue/range-worker.ts';
import type { QueuedCampaign } from '../../../queue/records.ts';
import { type Worked, workOn } from '../../../queue/work-on.ts';
import type { WorkSum } from '../../../queue/work-sum.ts';
import { formatJson } from '../../../text/json.ts';
import { liveLine } from '../../../text/live-line.ts';
import { counted, formatCount } from '../../../text/numbers.ts';
import { sourceOf } from '../../campaign/campaign-settings.ts';
import type { CampaignBrief } from '../../campaign/campaign-worker.ts';
import { listenForInterruption } from '../../interruption.ts';
import { parseJobs } from '../../jobs-option.ts';
import { type EngineOptions, parseEngineOptions } from '../../open-engines.ts';
import { readUserClaims } from '../../user-claims.ts';
import { type BrokerOptions, openBroker } from './open-broker.ts';
import { ownAbility } from './own-ability.ts';
import { claimFilesOf, settingsOf } from './queued-settings.ts';

/** The options of `lastbit campaign work`, as texts. */
export interface WorkingOptions extends BrokerOptions, Pick<EngineOptions, 'engine' | 'engineStartTimeout'> {
  readonly jobs?: string | undefined;
  readonly drain?: true | undefined;
  readonly claims?: readonly string[] | undefined;
  readonly json?: true | undefined;
}

/** Does the jobs of a broker, until it is interrupted or, with `drain`, until none is left. */
export async function workOnCampaigns(options: WorkingOptions): Promise<void> {
  const jobs = parseJobs(options.jobs);
  parseEngineOptions(options);
  await readUserClaims(options.claims ?? []);
  const times = queueTimes(process.env);
  const live = liveLine();
  const interruption = listenForInterruption();
  const { signal, hurry } = interruption;
  const own = ownAbility(options, live.say, { hurry, stop: signal });
  try {
    const broker = await openBroker(options, live.say, 'find', signal);
    try {
      live.say(`${counted(jobs, 'job', 'jobs')} at once, from ${broker.address.shown}`);
      const worked = await workOn({
        ...{ broker, jobs, own, machine: machineKind(), say: live.say, signal },
        ...{ isDraining: options.drain === true, ...(times === undefined ? {} : { times }) },
        hire: (campaign, ended) => hire(campaign, options, ended),
        casesIn: (campaign, batch) => casesIn(campaign, options, batch),
        onProgress: (sum) => live.show(progressOf(sum)),
      });
      live.end();
      if (options.json === true) process.stdout.write(formatJson(worked));
      else process.stdout.write(`${lineOf(worked)}\n`);
      const { hasDeclined, hasBroken } = worked;
      if (hasBroken || (options.drain === true && worked.jobs === 0 && hasDeclined)) process.exitCode = 1;
    } finally {
      broker.close();
    }
  } finally {
    live.end();
    await interruption.close();
  }
}

/** A process for the ranges of a campaign. Its engines and claims are those of this command line, by their names. */
async function hire(
  campaign: QueuedCampaign,
  { engine = [], engineStartTimeout, claims = [] }: WorkingOptions,
  signal: AbortSignal,
): Promise<RangeWorker> {
  const { ability, known, observed, gone } = campaign;
  const settings = settingsOf(campaign);
  const { claimHashes: _, engineTimeout, ...rest } = settings;
  const named = Object.entries(parseUserEngines(engine)).filter(([name]) =>
    ability.engines.some((one) => one.name === name),
  );
  const brief: CampaignBrief = {
    settings: { ...rest, claimFiles: claimFilesOf(settings, claims) },
    engines: { engine: named.map(([name, command]) => `${name}=${command}`), engineTimeout, engineStartTimeout },
    ...{ known, observed, gone, ready: ability.subjects, others: 'missing' },
  };
  return startRangeWorker(brief, signal);
}

async function casesIn(campaign: QueuedCampaign, { claims = [] }: WorkingOptions, batch: number): Promise<number> {
  const settings = settingsOf(campaign);
  const source = sourceOf(settings, await readUserClaims(claimFilesOf(settings, claims)));
  return source.count?.(batch) ?? source.batch(batch).count;
}

function progressOf(sum: WorkSum): string {
  const at = [...sum.atWork.keys()].map(({ job }) => job.number).join(', ');
  const now = at === '' ? 'waiting for jobs' : `at job ${at}`;
  return `${counted(sum.jobs, 'job', 'jobs')} done, ${formatCount(sum.cases)} cases, ${now}`;
}

function lineOf({ jobs, cases, failures, disagreements }: Worked): string {
  const failed = failures === 0 ? '' : `, ${counted(failures, 'try', 'tries')} failed`;
  const differ = disagreements === 0 ? '' : `, ${counted(disagreements, 'job', 'jobs')} differ between two runs`;
  return `${counted(jobs, 'job', 'jobs')} done, ${formatCount(cases)} cases${failed}${differ}`;
}

const [leastLockMs, mostLockMs] = [1000, 600_000] as const;

/** Tests shorten the locks of workers by an environment variable: whoever vanishes is then noticed sooner. */
function queueTimes(environment: Readonly<Record<string, string | undefined>>): QueueTimes | undefined {
  const lockMs = Number(environment.LASTBIT_QUEUE_LOCK_MS ?? Number.NaN);
  return lockMs >= leastLockMs && lockMs <= mostLockMs ? { lockMs, stalledMs: lockMs / 2 } : undefined;
}
