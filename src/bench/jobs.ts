import { type PreparedSubject, prepareSubjects } from '../check/prepared-subject.ts';
import { allClaims } from '../claims/all-claims.ts';
import type { Subject } from '../engines/engine.ts';
import { lastbitSubjects } from '../engines/subjects.ts';
import { runCampaign, type Workers } from '../fuzz/campaign.ts';
import { CampaignMerge } from '../fuzz/campaign-merge.ts';
import { randomSource } from '../fuzz/case-source.ts';
import type { Briefing } from '../fuzz/prepare-campaign.ts';
import { batchesInRange } from '../fuzz/range-plan.ts';
import type { CampaignHead, RangeRecord } from '../fuzz/range-record.ts';
import { RangeRun } from '../fuzz/range-run.ts';
import type { RangeJob, RangeNote, RangeRunner } from '../fuzz/run-ranges.ts';
import { type ProcessCrew, processCrew } from '../jobs/process-crew.ts';
import type { Benchmark, Measurement } from './benchmark.ts';
import { measurement, median } from './interleaved.ts';

const seconds = 15;
const batches = batchesInRange(undefined);
/** In these the compiler settles. They are not counted. */
const firstCases = 300;
const mostRounds = 3;
const manyCores = 64;

type Processes = ProcessCrew<RangeJob, RangeNote, RangeRecord, unknown>;

/** Judging alone: lastbit's own algorithms need no engine process. */
export const jobs: Benchmark = {
  name: 'jobs',
  description:
    `fuzz --subject lastbit --seconds ${seconds} by two processes ÷ by one, in cases per second of elapsed time, the ` +
    `worker started before; and what the first process does for each range, as a model of ${manyCores} cores`,
  async run({ seed, rounds, progress }) {
    const subjects = lastbitSubjects();
    const { ready } = await prepareSubjects(subjects);
    const rates: Readonly<Record<1 | 2, number[]>> = { 1: [], 2: [] };
    for (let round = 0; round < Math.min(rounds, mostRounds); round++)
      for (const size of [1, 2] as const) {
        progress.step('bench', `jobs: ${size} at once, round ${round + 1}`);
        const hired = size === 1 ? undefined : await hire(seed, ready);
        rates[size].push(await casesPerSecond(subjects, seed, hired));
        hired?.end();
      }
    progress.step('bench', 'jobs: what a range costs');
    const { judging, merging, kilobytes } = await costs(ready, seed);
    const share = median(merging.value) / median(judging.value);
    return {
      measurements: [
        measurement('one process', 'cases/s', rates[1]),
        measurement('two processes', 'cases/s', rates[2]),
        judging.told,
        merging.told,
        measurement('record of a range', 'kB', kilobytes),
        measurement('workers that one merging process can serve', '', [Math.round(1 / share)]),
        measurement(`model: speed-up on ${manyCores} cores`, '', [speedUp(manyCores, share)]),
      ],
      comparisons: [
        {
          name: 'two processes ÷ one process',
          ratio: median(rates[2].map((rate, round) => rate / rates[1][round]!)),
          target: { atLeast: 1.8 },
        },
      ],
      unmeasured: [],
      versions: { node: process.version },
    };
  },
};

/**
 * The first process judges too, but must first read and merge the records of all: `share` of the time that one range
 * takes, for each. When that is all of its time, further workers wait for it.
 */
export function speedUp(workers: number, share: number): number {
  return Math.min(workers - workers * share, 1 / share);
}

interface Hired {
  readonly workers: Workers;
  /** To be called when the time is up. */
  readonly timeUp: () => void;
  readonly end: () => void;
}

/** A worker that is ready before the clock starts. */
async function hire(seed: number, ready: readonly PreparedSubject[]): Promise<Hired> {
  const [signal, hurry] = [new AbortController().signal, new AbortController()];
  const briefing: Briefing = { gone: [], ready: ready.map(({ id, version }) => ({ id, version })) };
  const settings = { ids: [], claimFiles: [], subjects: ['lastbit'], aim: {}, seed };
  const brief = { ...briefing, settings, engines: {}, known: [], observed: [] };
  const crew: Processes = processCrew(
    2,
    'campaign',
    () => brief,
    { signal, hurry: hurry.signal },
    () => {},
  );
  const runner: RangeRunner = await crew.hire();
  const workers: Workers = {
    crew: () => ({ size: 1, hire: async () => runner, dismiss: () => {} }),
    ...{ atOnce: true, say: () => {}, peakBytes: () => null, statistics: () => [] },
  };
  return { workers, timeUp: () => hurry.abort(), end: crew.end };
}

async function casesPerSecond(subjects: readonly Subject[], seed: number, hired: Hired | undefined): Promise<number> {
  const options = { subjects, claims: allClaims, source: randomSource(seed), known: [], observed: [] };
  await runCampaign({ ...options, cases: firstCases }, hired?.workers);
  const onTimeUp = (): void => hired?.timeUp();
  const { cases, elapsedMs } = await runCampaign({ ...options, seconds, onTimeUp }, hired?.workers);
  return (cases * 1000) / elapsedMs;
}

interface Cost {
  readonly value: readonly number[];
  readonly told: Measurement;
}

/** What judging a range takes, and what reading and merging its record takes. */
async function costs(
  subjects: readonly PreparedSubject[],
  seed: number,
): Promise<{ readonly judging: Cost; readonly merging: Cost; readonly kilobytes: readonly number[] }> {
  const options = { claims: allClaims, source: randomSource(seed), known: [], observed: [] };
  const asked = { subjects, missing: [], gone: [] };
  const head: CampaignHead = {
    ...{ seed, isAimed: false, claims: allClaims, saved: [], defects: [], unreadable: [] },
    rows: new RangeRun(options, asked).tallies.map((tally) => tally.head()),
  };
  const merge = new CampaignMerge(head);
  const [judging, merging, kilobytes]: number[][] = [[], [], []];
  for (let number = 0; number < 4; number++) {
    const range = { number, from: number * batches, to: (number + 1) * batches };
    const begin = performance.now();
    const text = JSON.stringify(await new RangeRun(options, asked, range).record());
    const judged = performance.now();
    merge.add(JSON.parse(text) as RangeRecord);
    // The compiler settles in the first one.
    if (number === 0) continue;
    judging!.push(judged - begin);
    merging!.push(performance.now() - judged);
    kilobytes!.push(text.length / 1000);
  }
  return {
    judging: { value: judging!, told: measurement(`judging ${batches} batches`, 'ms', judging!) },
    merging: { value: merging!, told: measurement('reading and merging their record', 'ms', merging!) },
    kilobytes: kilobytes!,
  };
}
