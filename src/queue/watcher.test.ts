import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { changesBetween } from './changes.ts';
import {
  exampleCampaign,
  exampleFinding,
  exampleMachine,
  exampleRecord,
  exampleWorker,
  fakeQueue,
} from './fake-queue.test-support.ts';
import type { CampaignReader } from './reader.ts';
import { isDone, isUnserved } from './state.ts';
import { jobOf } from './store.ts';
import { CampaignWatcher } from './watcher.ts';

const id = (digit: string): string => digit.repeat(16);
const commands = { replay: ({ id }: { readonly id: string }) => `replay ${id}`, reproduce: () => 'reproduce it' };
const given = { reasons: ['it ended by SIGSEGV'], stderr: 'boom\n' };

test('a job counts once, where it is furthest; workers of other queues do not serve this one', async () => {
  const queue = fakeQueue();
  const watcher = new CampaignWatcher(queue, exampleCampaign);
  queue.active.add(1).add(0);
  queue.given.push({ job: jobOf(exampleCampaign, 3), ...given });
  queue.living.push(exampleWorker('other', ['another-queue']));
  const { state } = await watcher.look();
  expect(state.jobs).toEqual({ of: 4, done: 0, active: 2, waiting: 1, quarantined: 1 });
  expect([isDone(state), isUnserved(state), state.secondsLeft]).toEqual([false, true, null]);
  // Its number is still on the list of active jobs; job 3 was done after all.
  queue.finish(0);
  queue.active.add(0);
  queue.finish(3, [exampleRecord(6, 0.5)]);
  queue.living.push(exampleWorker('this'));
  const later = (await watcher.look()).state;
  expect(later.jobs).toEqual({ of: 4, done: 2, active: 1, waiting: 1, quarantined: 0 });
  // 300 cases in two jobs, two left, 50 cases a second.
  expect(later).toMatchObject({ read: 2, cases: 300, casesPerSecond: 50, secondsLeft: 6 });
  expect(isUnserved(later)).toBe(false);
});

test('each result is read once, a few in each look', async () => {
  const many = { ...exampleCampaign, ranges: 400, batches: 400 * 32, rangesInJob: 2 };
  const queue = fakeQueue(many);
  const read: number[] = [];
  const counting: CampaignReader = {
    ...queue,
    result: (of, job) => {
      read.push(job);
      return queue.result(of, job);
    },
  };
  const watcher = new CampaignWatcher(counting, many);
  for (let job = 0; job < 200; job++) queue.finish(job);
  const looks = [];
  do looks.push(await watcher.look());
  while (!looks.at(-1)!.isAllRead);
  expect(looks.map(({ state }) => state.read)).toEqual([64, 128, 192, 200]);
  expect(read).toEqual(Array.from({ length: 200 }, (_, job) => job));
  expect(isDone(looks.at(-1)!.state)).toBe(true);
});

test('findings that count are told once, in any order of the jobs, and the largest ratio is the first', async () => {
  const queue = fakeQueue();
  const watcher = new CampaignWatcher(queue, exampleCampaign);
  queue.finish(2, [exampleRecord(4, 0.5, [exampleFinding(id('4'))]), exampleRecord(5, 0.75)]);
  await watcher.look();
  queue.finish(0, [
    exampleRecord(
      0,
      0.75,
      [0, 1, 2].map((at) => exampleFinding(id(`${at}`), at)),
    ),
    exampleRecord(1, 0),
  ]);
  queue.finish(1, [exampleRecord(2, 0.5, [exampleFinding(id('9'))]), exampleRecord(3, 0.5)]);
  const { state } = await watcher.look();
  // Range 2 comes after range 0, whose three fill the row; range 4 was told before that was known.
  expect(state.findings.map(({ entry }) => entry.id[0])).toEqual(['4', '0', '1', '2']);
  expect(state.worst).toEqual([{ claim: 'dot-any-order', subject: 'some/conv2d', ratio: 0.75, range: 0 }]);
});

test('what cannot be read is a line, and the rest is shown', async () => {
  const queue = fakeQueue();
  queue.finish(0);
  queue.results.set(1, new UsageError('broker: job 1: not a record of lastbit'));
  queue.finish(2, [exampleRecord(0, 0.5), exampleRecord(1, 0.5)]);
  queue.finish(3, [{ ...exampleRecord(6, 0.5), seed: 8 }]);
  const { entry, ...found } = exampleFinding();
  const forged = { ...found, entry: { ...entry, command: 'rm -rf ~' } };
  const other = fakeQueue();
  other.finish(0, [exampleRecord(0, 0.5, [forged]), exampleRecord(1, 0.5)]);
  const its = (await new CampaignWatcher(other, exampleCampaign).look()).state;
  expect(its.findings).toEqual([]);
  expect(its.unreadable).toEqual(['job 0: an entry whose command is not the one that replays it']);
  const torn = { ...queue, quarantined: () => Promise.reject(new UsageError('broker: quarantine: torn')) };
  const { state } = await new CampaignWatcher(torn, exampleCampaign).look();
  expect(state.cases).toBe(200);
  expect(state.unreadable).toEqual([
    'job 1: broker: job 1: not a record of lastbit',
    'job 2: its result does not have the batches 128 to 191',
    'job 3: its result is of seed 8, not 7',
    'broker: quarantine: torn',
  ]);
  const broken = { ...queue, doneNumbers: () => Promise.reject(new Error('a defect')) };
  await expect(new CampaignWatcher(broken, exampleCampaign).look()).rejects.toThrow('a defect');
});

test('each change is told once', async () => {
  const queue = fakeQueue();
  const watcher = new CampaignWatcher(queue, exampleCampaign);
  const first = (await watcher.look()).state;
  const begun = changesBetween(undefined, first, commands);
  expect(begun.map(({ change }) => change)).toEqual(['campaign', 'queue', 'jobs']);
  expect(begun[1]).toMatchObject({ served: false });
  expect(changesBetween(first, (await watcher.look()).state, commands)).toEqual([]);

  queue.living.push(exampleWorker('one'));
  queue.given.push({ job: jobOf(exampleCampaign, 3), ...given });
  queue.newsOf.push({ job: jobOf(exampleCampaign, 1), machine: exampleMachine, digests: ['aa', 'bb'] });
  queue.finish(0, [exampleRecord(0, 0.5, [exampleFinding()]), exampleRecord(1, 0.25)]);
  const second = (await watcher.look()).state;
  const changes = changesBetween(first, second, commands);
  expect(changes.map(({ change }) => change)).toEqual([
    'worker',
    'queue',
    'finding',
    'largest',
    'quarantined',
    'disagreement',
    'jobs',
  ]);
  expect(changes).toContainEqual(expect.objectContaining({ replay: `replay ${exampleFinding().entry.id}`, range: 0 }));
  expect(changes).toContainEqual({
    change: 'quarantined',
    quarantined: { job: 3, firstRange: 6, endRange: 7, ...given, reproduce: 'reproduce it' },
  });
  queue.living.pop();
  const third = (await watcher.look()).state;
  expect(changesBetween(second, third, commands)).toMatchObject([
    { change: 'worker', is: 'gone', worker: { id: 'one' } },
    { change: 'queue', served: false },
    { change: 'jobs', workers: 0 },
  ]);
});

test('jobs that are done are listed only when there are others', async () => {
  const queue = fakeQueue();
  let [listed, read] = [0, 0];
  const watcher = new CampaignWatcher(
    {
      ...queue,
      doneNumbers: (id) => {
        listed += 1;
        return queue.doneNumbers(id);
      },
      result: (id, job) => {
        read += 1;
        return queue.result(id, job);
      },
    },
    exampleCampaign,
  );
  const done: number[] = [];
  for (const finished of [[2, 0], [], [1], []]) {
    for (const job of finished) queue.finish(job);
    done.push((await watcher.look()).state.jobs.done);
  }
  expect({ done, listed, read }).toEqual({ done: [2, 2, 3, 3], listed: 2, read: 3 });
});
