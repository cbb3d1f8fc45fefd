import { type PreparedSubject, prepareSubjects } from '../../check/prepared-subject.ts';
import { allClaims } from '../../claims/all-claims.ts';
import type { Subject } from '../../engines/engine.ts';
import { lastbitSubjects } from '../../engines/subjects.ts';
import { runCampaign, type Workers } from '../../fuzz/campaign.ts';
import { randomSource } from '../../fuzz/case-source.ts';
import type { Benchmark, Comparison } from '../benchmark.ts';
import { measurement, median, processorMs } from '../interleaved.ts';
import { type Hired, hire } from './hired.ts';
import { rangeCosts } from './range-costs.ts';
import { bind, type TwoCores, twoCores } from './two-cores.ts';

const seconds = 15;
const mostRounds = 3;
const manyCores = 64;

/** Judging alone: lastbit's own algorithms need no engine process. */
export const jobs: Benchmark = {
  name: 'jobs',
  description:
    `fuzz --subject lastbit --seconds ${seconds} by two processes on two cores ÷ by one on one core, in cases per ` +
    `second of elapsed time, all of them warm; and what the first process does for each range, as a model of ` +
    `${manyCores} cores`,
  async run({ seed, rounds, progress }) {
    const subjects = lastbitSubjects();
    const { ready } = await prepareSubjects(subjects);
    progress.step('bench', 'jobs: what a range costs');
    const { share, told } = await rangeCosts(ready, seed);
    const found = twoCores();
    const measured =
      typeof found === 'string'
        ? { measurements: [], comparisons: [], unmeasured: [{ name: scaling, reason: found }] }
        : await onTwoCores({ seed, subjects, ready, found }, Math.min(rounds, mostRounds), (what) =>
            progress.step('bench', `jobs: ${what}`),
          );
    return {
      measurements: [
        ...measured.measurements,
        ...told,
        measurement('workers that one merging process can serve', '', [Math.round(1 / share)]),
        measurement(`model: speed-up on ${manyCores} cores`, '', [speedUp(manyCores, share)]),
      ],
      comparisons: measured.comparisons,
      unmeasured: measured.unmeasured,
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

const scaling = 'two processes on two cores ÷ one on one core';

interface Setting {
  readonly seed: number;
  readonly subjects: readonly Subject[];
  readonly ready: readonly PreparedSubject[];
  readonly found: TwoCores;
}

/**
 * One process alone has threads of Node beside it, which compile and collect garbage on any core that is free. So one
 * core means that it is bound to one. Two processes that know nothing of each other show what the machine allows.
 */
async function onTwoCores(setting: Setting, rounds: number, step: (what: string) => void) {
  const { seed, ready, found } = setting;
  const [first, second] = found.cores;
  const rates = { one: [], both: [], apart: [], two: [] } as Record<'one' | 'both' | 'apart' | 'two', number[]>;
  const used: number[] = [];
  for (let round = 0; round < rounds; round++) {
    step(`workers start, round ${round + 1}`);
    const [apart, beside] = await Promise.all([hire(seed, ready), hire(seed, ready)]);
    try {
      bind(process.pid, [first]);
      step(`one process on one core, round ${round + 1}`);
      rates.one.push(await casesPerSecond(setting));
      step(`two processes apart, round ${round + 1}`);
      bind(apart.pid, [second]);
      const [one, other] = await Promise.all([casesPerSecond(setting, apart.timeUp), apart.judgeAlone()]);
      rates.apart.push(one + other);
      bind(process.pid, [first, second]);
      bind(beside.pid, [first, second]);
      step(`two processes, round ${round + 1}`);
      rates.two.push(await casesPerSecond(setting, beside.timeUp, beside));
      step(`one process on two cores, round ${round + 1}`);
      const [begin, from] = [performance.now(), processorMs()];
      rates.both.push(await casesPerSecond(setting));
      used.push((processorMs() - from) / (performance.now() - begin));
    } finally {
      apart.end();
      beside.end();
    }
  }
  const ratio = (name: string, of: readonly number[], by: readonly number[]): Comparison => ({
    name,
    ratio: median(of.map((rate, round) => rate / by[round]!)),
  });
  const limit = found.isOneCore ? 'the limit of this machine, whose two cores are threads of one' : machineLimit;
  return {
    measurements: [
      measurement('one process on one core', 'cases/s', rates.one),
      measurement('two processes on two cores', 'cases/s', rates.two),
      measurement('two processes that know nothing of each other', 'cases/s', rates.apart),
      measurement('one process that may use two cores', 'cases/s', rates.both),
      measurement('cores that it uses, with the threads of Node', '', used),
    ],
    comparisons: [
      { ...ratio(scaling, rates.two, rates.one), target: { atLeast: 1.8 } },
      ratio(`${limit}: two apart ÷ one`, rates.apart, rates.one),
      ratio('two processes ÷ one, both free to use two cores', rates.two, rates.both),
    ],
    unmeasured: [],
  };
}

const machineLimit = 'the limit of this machine';

async function casesPerSecond({ seed, subjects }: Setting, timeUp?: () => void, hired?: Hired): Promise<number> {
  const options = { subjects, claims: allClaims, source: randomSource(seed), known: [], observed: [] };
  const workers: Workers | undefined = hired && {
    crew: () => ({ size: 1, hire: async () => hired.runner, dismiss: () => {} }),
    ...{ atOnce: true, say: () => {}, peakBytes: () => null, statistics: () => [] },
  };
  const onTimeUp = (): void => timeUp?.();
  const { cases, elapsedMs } = await runCampaign({ ...options, seconds, onTimeUp }, workers);
  return (cases * 1000) / elapsedMs;
}
