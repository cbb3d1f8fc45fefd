import { type PreparedSubject, prepareSubjects } from '../../check/prepared-subject.ts';
import { allClaims } from '../../claims/all-claims.ts';
import type { Subject } from '../../engines/engine.ts';
import { lastbitSubjects } from '../../engines/subjects.ts';
import { runCampaign, type Workers } from '../../fuzz/campaign.ts';
import { randomSource } from '../../fuzz/case-source.ts';
import type { Benchmark, Comparison } from '../benchmark.ts';
import { measurement, median } from '../interleaved.ts';
import { type Hired, hire } from './hired.ts';
import { rangeCosts } from './range-costs.ts';
import { bind, type TwoCores, threadsMs, twoCores } from './two-cores.ts';

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
  const [one, free, two, apart]: [Speed[], Speed[], Speed[], number[]] = [[], [], [], []];
  const used: number[] = [];
  for (let round = 0; round < rounds; round++) {
    step(`workers start, round ${round + 1}`);
    const [beside, worker] = await Promise.all([hire(seed, ready), hire(seed, ready)]);
    try {
      bind(process.pid, [first]);
      step(`one process on one core, round ${round + 1}`);
      one.push(await speed(setting));
      step(`two processes apart, round ${round + 1}`);
      bind(beside.pid, [second]);
      const [own, other] = await Promise.all([speed(setting, beside.timeUp), beside.judgeAlone()]);
      apart.push(own.perSecond + other);
      bind(process.pid, [first, second]);
      bind(worker.pid, [first, second]);
      step(`two processes, round ${round + 1}`);
      two.push(await speed(setting, worker.timeUp, worker));
      step(`one process on two cores, round ${round + 1}`);
      const from = threadsMs(process.pid);
      free.push(await speed(setting));
      const to = threadsMs(process.pid);
      used.push((to.all - from.all) / (to.main - from.main));
    } finally {
      beside.end();
      worker.end();
    }
  }
  const rates = (of: readonly Speed[]): readonly number[] => of.map(({ perSecond }) => perSecond);
  const ratio = (name: string, of: readonly number[], by: readonly number[]): Comparison => ({
    name,
    ratio: median(of.map((rate, round) => rate / by[round]!)),
  });
  const perProcessor = ({ perProcessorSecond }: Speed): number => perProcessorSecond;
  return {
    measurements: [
      measurement('one process on one core', 'cases/s', rates(one)),
      measurement('two processes on two cores', 'cases/s', rates(two)),
      measurement('two processes that know nothing of each other', 'cases/s', apart),
      measurement('one process that may use two cores', 'cases/s', rates(free)),
      measurement('cores that it keeps busy, by the time of its threads', '', used),
    ],
    comparisons: [
      { ...ratio(scaling, rates(two), rates(one)), target: { atLeast: 1.8 } },
      ratio(
        `the limit of this machine${found.isOneCore ? ', two threads of one core' : ''}: two apart ÷ one`,
        apart,
        rates(one),
      ),
      ratio(
        'two ÷ one by time of the processor, as if nobody waited',
        two.map((its) => 2 * perProcessor(its)),
        one.map(perProcessor),
      ),
      ratio('two processes ÷ one, both free to use two cores', rates(two), rates(free)),
    ],
    unmeasured: [],
  };
}

interface Speed {
  /** Cases per second of elapsed time. */
  readonly perSecond: number;
  /** Cases per second of the processor: of this process, and of the worker if there is one. */
  readonly perProcessorSecond: number;
}

async function speed({ seed, subjects }: Setting, timeUp?: () => void, hired?: Hired): Promise<Speed> {
  const options = { subjects, claims: allClaims, source: randomSource(seed), known: [], observed: [] };
  const workers: Workers | undefined = hired && {
    crew: () => ({ size: 1, hire: async () => hired.runner, dismiss: () => {} }),
    ...{ atOnce: true, say: () => {}, peakBytes: () => null, statistics: () => [] },
  };
  const pids = [process.pid, ...(hired === undefined ? [] : [hired.pid])];
  const spent = (): number => pids.reduce((sum, pid) => sum + threadsMs(pid).all, 0);
  const before = spent();
  const onTimeUp = (): void => timeUp?.();
  const { cases, elapsedMs } = await runCampaign({ ...options, seconds, onTimeUp }, workers);
  // A run that has seen the clock does not wait for its timer; whoever works beside it must end too.
  onTimeUp();
  return { perSecond: (cases * 1000) / elapsedMs, perProcessorSecond: (cases * 1000) / (spent() - before) };
}
