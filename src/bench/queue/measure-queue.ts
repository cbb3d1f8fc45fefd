import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onFirstSignal } from '../../engines/process/signals.ts';
import type { Progress } from '../../install/progress.ts';
import { openLocalBroker, stopLocalBroker } from '../../queue/local-broker.ts';
import { median } from '../interleaved.ts';
import { type BrokerCost, BrokerProbe, costBeside, costOf } from './broker-load.ts';
import { runTimed, type Timed } from './run-timed.ts';

export interface QueueOptions {
  readonly seed: number;
  /** Of the campaign that is run both ways. */
  readonly cases: number;
  readonly rounds: number;
  /** Processes at once. */
  readonly jobs: number;
  /** How many jobs are queued at once. */
  readonly queued: number;
}

/** Seconds, elapsed or of the processor, in one round: by `verify --jobs`, and by a queue. */
export interface OverheadRound {
  readonly verify: number;
  readonly add: number;
  readonly work: number;
  readonly report: number;
}

/** What a queue costs, beside `--jobs` on the same cores in the same run. */
export interface QueueReport extends QueueOptions {
  readonly broker: string;
  /** Jobs of the campaign, and ranges in each. */
  readonly jobsQueued: number;
  readonly rangesInJob: number;
  readonly overhead: readonly OverheadRound[];
  /** The same rounds in seconds of the processor, which a busy machine changes less. */
  readonly processor: readonly OverheadRound[];
  /** Medians over the rounds of (work + report) ÷ verify, and of (add + work + report) ÷ verify, by the processor. */
  readonly ratio: number;
  readonly ratioWithAdd: number;
  /** What a job costs the broker, from its addition to the report. */
  readonly perJob: BrokerCost;
  /** What a broker without any worker does in a second. */
  readonly aloneSecond: BrokerCost;
  /** What a worker without work costs the broker in a second, beside that. */
  readonly perIdleSecond: BrokerCost;
  /** The result of a job on the broker, in bytes: median and largest. */
  readonly resultBytes: { readonly median: number; readonly largest: number };
  readonly many: {
    readonly jobs: number;
    readonly addSeconds: number;
    readonly addPeakBytes: number | null;
    readonly brokerBytes: number;
    readonly brokerResidentBytes: number;
    readonly fileBytes: number;
  };
}

/** Of all that lastbit can compute itself, two algorithms: the share of the queue does not depend on how many. */
const tried = ['--subject', 'lastbit/sequential', '--subject', 'lastbit/pairwise'];
/** How long a worker starts, and how long it is then looked at. */
const [startMs, idleMs] = [15_000, 30_000] as const;
/** A range of a large campaign has about so many cases. */
const casesInRange = 800;
/** What is tried where only the number of jobs matters. */
const manySubject = ['dot-any-order', '--subject', 'lastbit/sequential'];

/** Measures with a broker of its own, in a temporary folder. Throws a UsageError where there is no server. */
export async function measureQueue(options: QueueOptions, progress: Progress): Promise<QueueReport> {
  const { seed, cases, rounds, jobs, queued } = options;
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-bench-queue-'));
  const { url, pid } = await openLocalBroker(join(folder, 'broker'));
  // A server would outlive this process.
  const forget = onFirstSignal(() => {
    process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    return 'ends';
  });
  const probe = new BrokerProbe(url);
  const run = (words: readonly string[], more: Parameters<typeof runTimed>[3] = {}) =>
    runTimed(words, folder, url, more);
  try {
    const [overhead, processor]: [OverheadRound[], OverheadRound[]] = [[], []];
    let [jobsQueued, rangesInJob, sizes, perJob] = [0, 0, [] as number[], undefined as BrokerCost | undefined];
    for (let round = 0; round < rounds; round++) {
      // Another seed: the same campaign is added once only.
      const same = [...tried, '--seed', String(seed + round), '--cases', String(cases)];
      progress.step('bench', `queue: round ${round + 1}, --jobs ${jobs}`);
      const corpus = ['--corpus', join(folder, `corpus-${round}`)];
      const verify = await run(['verify', ...same, '--jobs', String(jobs), '--json', ...corpus], { statuses: [0, 1] });
      const before = await probe.state();
      progress.step('bench', `queue: round ${round + 1}, by a queue`);
      const add = await run(['campaign', 'add', ...same, '--json', ...corpus]);
      const work = await run(['campaign', 'work', '--jobs', String(jobs), '--drain']);
      const told = JSON.parse(add.stdout) as { readonly id: string; readonly jobs: number };
      const report = await run(['campaign', 'report', told.id, '--json', ...corpus], { statuses: [0, 1] });
      overhead.push(each({ verify, add, work, report }, ({ seconds }) => seconds));
      processor.push(each({ verify, add, work, report }, ({ processorSeconds }) => processorSeconds));
      perJob = costOf(before, await probe.state(), told.jobs);
      jobsQueued = told.jobs;
      rangesInJob = rangesOf(report.stdout, told.jobs);
      sizes = await resultSizes(probe, told.id);
    }
    progress.step('bench', 'queue: a worker without work');
    const perSecond = async (): Promise<BrokerCost> => {
      const before = await probe.state();
      await sleep(idleMs);
      const after = await probe.state();
      return costOf(before, after, after.at - before.at);
    };
    const aloneSecond = await perSecond();
    const idle = run(['campaign', 'work', '--jobs', '1'], { forMs: startMs + idleMs + 1000 });
    await sleep(startMs);
    const perIdleSecond = costBeside(await perSecond(), aloneSecond);
    await idle;
    progress.step('bench', `queue: ${queued} jobs`);
    const manyCases = ['--cases', String(queued * casesInRange), '--ranges-per-job', '1'];
    const empty = await probe.state();
    const many = await run(['campaign', 'add', ...manySubject, '--seed', String(seed), ...manyCases, '--json']);
    const full = await probe.state();
    return {
      ...options,
      ...{ broker: await probe.version(), jobsQueued, rangesInJob, overhead, processor, perJob: perJob! },
      ratio: median(processor.map(({ verify, work, report }) => (work + report) / verify)),
      ratioWithAdd: median(processor.map(({ verify, add, work, report }) => (add + work + report) / verify)),
      ...{ aloneSecond, perIdleSecond },
      resultBytes: { median: median(sizes), largest: Math.max(...sizes) },
      many: {
        jobs: (JSON.parse(many.stdout) as { readonly jobs: number }).jobs,
        ...{ addSeconds: many.seconds, addPeakBytes: many.peakBytes },
        brokerBytes: full.memory - empty.memory,
        ...{ brokerResidentBytes: full.resident, fileBytes: full.fileBytes - empty.fileBytes },
      },
    };
  } finally {
    forget();
    probe.close();
    await stopLocalBroker(join(folder, 'broker'));
    rmSync(folder, { recursive: true, force: true });
  }
}

const each = (runs: Readonly<Record<keyof OverheadRound, Timed>>, of: (run: Timed) => number): OverheadRound => ({
  ...{ verify: of(runs.verify), add: of(runs.add), work: of(runs.work), report: of(runs.report) },
});

function rangesOf(report: string, jobs: number): number {
  const { jobs: told } = JSON.parse(report) as { readonly jobs: { readonly ranges: number } };
  return Math.ceil(told.ranges / jobs);
}

async function resultSizes({ client }: BrokerProbe, id: string): Promise<number[]> {
  const key = `lastbit:results:${id}`;
  return Promise.all((await client.hkeys(key)).map((field) => client.hstrlen(key, field)));
}
