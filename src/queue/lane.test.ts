import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { WorkerGone } from '../jobs/share-out.ts';
import {
  exampleAbility,
  exampleCampaign,
  exampleMachine,
  exampleRecord,
  exampleWorker,
} from './fake-campaign.test-support.ts';
import { type FailedTry, mostTries, type TakenJob } from './job-queue.ts';
import { Lane, type Work } from './lane.ts';
import type { RangeWorker } from './range-worker.ts';
import type { JobResult, Quarantined, QueuedCampaign } from './records.ts';
import { jobOf, queueName } from './store.ts';
import { WorkSum } from './work-sum.ts';

const campaign = exampleCampaign(6, 2);
const own = queueName(exampleAbility);

/** A queue in memory, and a diary of what becomes of its jobs. */
function fakeWork(numbers: readonly number[], more: Partial<Work> = {}, abandoned: readonly number[] = []) {
  const diary: string[] = [];
  const results = new Map<number, JobResult>();
  const quarantined: Quarantined[] = [];
  const waiting = numbers.map((number) => ({ number, tries: [] as FailedTry[] }));
  const stop = new AbortController();
  const takenJob = (entry: (typeof waiting)[number]): TakenJob => ({
    ...{ job: jobOf(campaign, entry.number), earlier: [...entry.tries], isLast: entry.tries.length + 1 >= mostTries },
    isAbandoned: abandoned.includes(entry.number),
    renew: async () => true,
    done: async () => void diary.push(`${entry.number} done`),
    failed: async (failure) => {
      diary.push(`${entry.number} failed`);
      entry.tries.push(failure);
      waiting.push(entry);
    },
    giveUp: async () => void diary.push(`${entry.number} given up`),
    giveBack: async () => void diary.push(`${entry.number} back`),
  });
  const work: Work = {
    broker: { address: { shown: 'redis://here' } as never },
    store: {
      campaign: async () => campaign,
      hasResult: async ({ number }) => results.has(number),
      keepResult: async (result) => {
        const first = results.get(result.job.number);
        if (first === undefined) results.set(result.job.number, result);
        return first === undefined ? 'first' : 'equal';
      },
      keepQuarantined: async (one) => void quarantined.push(one),
    },
    queues: {
      take: async () => {
        const entry = stop.signal.aborted ? undefined : waiting.shift();
        return entry && { taken: takenJob(entry), queue: own };
      },
      started: () => {},
      notStarted: async (name, because) => {
        diary.push(`not started ${name === own}: ${because}`);
        waiting.length = 0;
      },
      leaveBroken: async (_, error) => {
        diary.push(`left: ${error.message}`);
        waiting.length = 0;
      },
    },
    ...{ machine: exampleMachine, hire: async () => exampleWorker(), casesIn: async () => 4 },
    ...{ sum: new WorkSum(), say: (line) => void diary.push(line), signal: stop.signal },
    ...more,
  };
  return { work, diary, results, quarantined, stop };
}

test('jobs are done one after another by one worker, and their results kept', async () => {
  let hired = 0;
  const hire = async (): Promise<RangeWorker> => {
    hired += 1;
    return exampleWorker();
  };
  const { work, diary, results } = fakeWork([2, 0, 1, 0], { hire });
  await new Lane(work).run();
  expect(diary).toEqual(['2 done', '0 done', '1 done', '0 done']);
  expect([...results.values()].map(({ record: { from, to } }) => [from, to])).toEqual([
    [32, 43],
    [0, 16],
    [16, 32],
  ]);
  expect(hired).toBe(1);
  expect(work.sum).toMatchObject({ jobs: 3, cases: 43, failures: 0 });
});

test('the result of a job has what the engines of its worker went through meanwhile', async () => {
  let restarts = 0;
  const engines: RangeWorker['engines'] = () => [
    {
      ...{ engine: 'odd', requests: 10 * restarts, cases: 0, declined: 0, waitedMs: 0, engineMs: 0 },
      ...{ restarts: Math.min(3, restarts), retried: 0, lost: 0, lastFault: 'it ended' },
      faults: { crashed: restarts, hung: 0, extra: 0, garbage: 0 },
    },
  ];
  const judge: RangeWorker['judge'] = async ({ range }) => {
    restarts += 1;
    return exampleRecord(range);
  };
  const { work, results } = fakeWork([0, 1, 2], { hire: async () => ({ ...exampleWorker(), judge, engines }) });
  await new Lane(work).run();
  const told = [0, 1, 2].map((job) => results.get(job)?.engines[0]);
  expect(told.map((one) => [one?.requests, one?.restarts, one?.faults.crashed, one?.lastFault])).toEqual([
    [20, 2, 2, 'it ended'],
    [20, 1, 2, 'it ended'],
    [20, 0, 2, null],
  ]);
});

test('a job that ends its worker three times is in quarantine with its part, and the others are done', async () => {
  const hire = async (): Promise<RangeWorker> => exampleWorker(({ range }) => range.from <= 20 && range.to > 20);
  const { work, diary, results, quarantined } = fakeWork([0, 1, 2], { hire });
  await new Lane(work).run();
  expect([...results.keys()].sort()).toEqual([0, 2]);
  expect(diary.filter((line) => line === '1 failed')).toHaveLength(2);
  expect(diary.filter((line) => line === '1 given up')).toHaveLength(1);
  expect(quarantined).toMatchObject([{ job: { number: 1 } }, { culprit: { range: 2, batch: 20, case: 0 } }]);
  expect(quarantined[0]).toMatchObject({
    ...{ reasons: Array(3).fill('a worker ended by SIGKILL'), stderr: 'its last words' },
  });
  expect(quarantined[0]?.culprit).toBeUndefined();
});

test('an error in a worker is a failed try with its stack', async () => {
  const judge = () => Promise.reject(new Error('Error: no\n  at here'));
  const { work, quarantined } = fakeWork([0], { hire: async () => ({ ...exampleWorker(), judge }) });
  await new Lane(work).run();
  expect(quarantined[0]).toMatchObject({ reasons: Array(3).fill('Error: no'), stderr: '  at here\n' });
});

test('a job whose workers vanished goes into quarantine without another try; one with a result does not', async () => {
  const { work, diary, quarantined, results } = fakeWork([0, 1], {}, [0, 1]);
  results.set(1, {} as JobResult);
  await new Lane(work).run();
  expect(quarantined.map(({ job, reasons }) => [job.number, reasons])).toEqual([[0, ['its workers vanished']]]);
  expect(diary.at(-1)).toBe('1 done');
});

test('at the end the job goes back at once, and the worker ends', async () => {
  let isKilled = false;
  const { stop, ...fake } = fakeWork([0, 1]);
  const hire = async (): Promise<RangeWorker> => ({
    judge: () => {
      // As `startRangeWorker` does when the signal aborts.
      stop.abort();
      return Promise.reject(new WorkerGone('the worker was ended'));
    },
    engines: () => [],
    lastWords: () => new Promise(() => {}),
    kill: () => {
      isKilled = true;
    },
  });
  await new Lane({ ...fake.work, hire }).run();
  expect(fake.diary).toEqual(['0 back']);
  expect(isKilled).toBe(true);
});

test('a worker that cannot be had is told to its queue, and the job is no failed try', async () => {
  const hire = () => Promise.reject(new WorkerGone('a worker takes no part: its one/conv2d is 3, not 2'));
  const { work, diary } = fakeWork([0], { hire });
  await new Lane(work).run();
  expect(diary).toEqual(['0 back', 'not started true: a worker takes no part: its one/conv2d is 3, not 2']);
});

test('a machine that cannot start processes gives no job up', async () => {
  for (const error of [new Error('spawn ENOMEM'), new TypeError('no function\n    at here')]) {
    const { work, diary, quarantined } = fakeWork([0, 1], { hire: () => Promise.reject(error) });
    await new Lane(work).run();
    expect(diary).toEqual(['0 back', `not started true: ${error.message.split('\n')[0]}`]);
    expect(quarantined).toEqual([]);
  }
});

test('two runs that differ are said, and a job that is not of its campaign is not done', async () => {
  const differs = { job: jobOf(campaign, 0), machine: exampleMachine, digests: ['a', 'b'] } as const;
  const { work, diary } = fakeWork([0]);
  await new Lane({ ...work, store: { ...work.store, keepResult: async () => differs } }).run();
  expect(diary).toEqual(['0 done', expect.stringMatching(/^job 0 of [0-9a-f]{8}: two runs on .* differ: a and b$/)]);
  const other: QueuedCampaign = exampleCampaign(6, 3);
  const foreign = fakeWork([1]);
  const store = { ...foreign.work.store, campaign: async () => other };
  await new Lane({ ...foreign.work, store }).run();
  expect(foreign.quarantined).toMatchObject([{ reasons: ['it is no job of its campaign'] }]);
  expect(foreign.diary.at(-1)).toBe('1 given up');
});

test('jobs that nobody can begin are given up at once, which is said once for a campaign', async () => {
  const torn = 'redis://here: campaign 1: torn';
  const { work, diary, quarantined } = fakeWork([0, 1]);
  const store = { ...work.store, campaign: () => Promise.reject(new UsageError(torn)) };
  await new Lane({ ...work, store }).run();
  expect(diary).toEqual([expect.stringMatching(/^job 0 of \w{8} is given up: .*: torn$/), '0 given up', '1 given up']);
  expect(quarantined.map(({ reasons }) => reasons)).toEqual([[torn], [torn]]);
  const foreign = fakeWork([0], { hire: () => Promise.reject(new UsageError('aim: no such shape')) });
  await new Lane(foreign.work).run();
  expect(foreign.quarantined).toMatchObject([{ reasons: ['aim: no such shape'] }]);
});

/** A broker that refuses once, at the first job. */
async function refusedOnce(message: string) {
  const { work, diary, results } = fakeWork([0, 1]);
  let asked = 0;
  const hasResult = async (): Promise<boolean> => {
    asked += 1;
    if (asked === 1) throw Object.assign(new Error(message), { name: 'ReplyError' });
    return false;
  };
  await new Lane({ ...work, store: { ...work.store, hasResult } }).run();
  return { diary, done: [...results.keys()] };
}

test('what a broker refuses ends no worker; a queue that is broken is left, and gets its job back', async () => {
  const passing = await refusedOnce('ERR it is busy\nnow');
  expect(passing).toEqual({ diary: ['redis://here: the broker refuses: ERR it is busy', '1 done'], done: [1] });
  expect(await refusedOnce('WRONGTYPE a list')).toEqual({ diary: ['0 back', 'left: WRONGTYPE a list'], done: [] });
});
