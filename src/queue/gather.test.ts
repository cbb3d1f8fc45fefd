import { expect, test } from 'vitest';
import type { EngineStatistics } from '../engines/engine.ts';
import { UsageError } from '../errors/usage-error.ts';
import { gatherCampaign } from '../fuzz/gathered-campaign.ts';
import { joinRecords } from '../fuzz/join-records.ts';
import { mergedRecords } from '../fuzz/merged-records.test-support.ts';
import { isBad } from '../fuzz/run-verdict.ts';
import {
  exampleCampaign,
  exampleFinding,
  exampleMachine,
  exampleRecord,
  exampleWorker,
  type FakeQueue,
  fakeQueue,
} from './fake-queue.test-support.ts';
import { gatherQueue, queueSource } from './gather.ts';
import { jobOf } from './store.ts';
import { CampaignWatcher, follow } from './watcher.ts';

const words = { disagreement: () => 'two results', reproduce: () => 'lastbit verify' };
const kindsOf = async (queue: FakeQueue): Promise<readonly string[]> => {
  const result = await gatherQueue(queue, exampleCampaign, words);
  expect(isBad(result)).toBe(result.verdict.unexpected.length > 0);
  return result.verdict.unexpected.map((one) => ('because' in one ? `${one.kind}: ${one.because}` : one.kind));
};
const finished = (): FakeQueue => {
  const queue = fakeQueue();
  for (const job of [3, 1, 0, 2]) queue.finish(job);
  return queue;
};

test('the result is the merge of the records, and is green if all jobs are done and there is no news', async () => {
  const queue = finished();
  const { jobs, elapsedMs, engines, ...result } = await gatherQueue(queue, exampleCampaign, words);
  const records = Array.from({ length: 7 }, (_, range) => exampleRecord(range, 0.25));
  const { jobs: _, ...merged } = mergedRecords(exampleCampaign.head, records, {
    ...{ stoppedBy: 'cases', elapsedMs: 0, engines: [] },
    jobs: { workers: 1, ranges: 7, again: 0, lost: [], peakBytes: null },
  });
  expect({ elapsedMs, engines, ...result }).toEqual(merged);
  expect(jobs).toMatchObject({ ranges: 7, queued: { jobs: 4, done: 4, served: null, quarantined: [] } });
  expect(await kindsOf(queue)).toEqual([]);
});

test('a job without a result is never green, and neither is a queue that nobody serves', async () => {
  const queue = finished();
  queue.results.delete(2);
  const missing = 'missing: 1 of 4 jobs are not done';
  expect(await kindsOf(queue)).toEqual([missing, expect.stringMatching(/^missing: no worker serves queue [0-9a-f]+$/)]);
  queue.living.push(exampleWorker('one'));
  expect(await kindsOf(queue)).toEqual([missing]);
});

test('quarantined jobs, two results of one job and a torn result are never green', async () => {
  const queue = finished();
  queue.given.push({ job: jobOf(exampleCampaign, 1), reasons: ['first', 'it ended by SIGSEGV'], stderr: '' });
  // It has a result, so it was done after all.
  expect(await kindsOf(queue)).toEqual([]);
  queue.results.delete(1);
  expect(await kindsOf(queue)).toEqual(['quarantined: job 1 was given up: it ended by SIGSEGV']);
  queue.finish(1);
  queue.newsOf.push({ job: jobOf(exampleCampaign, 1), machine: exampleMachine, digests: ['aa', 'bb'] });
  expect(await kindsOf(queue)).toEqual(['not-reproducible: two results']);
  queue.newsOf.pop();
  queue.results.set(0, new UsageError('torn'));
  expect(await kindsOf(queue)).toContain('missing: job 0: torn');
});

test('engines that were restarted on workers make a report as red as they make one process', async () => {
  const queue = finished();
  const engine = (restarts: number): EngineStatistics => ({
    ...{ engine: 'odd', requests: 60, cases: 60, declined: 1, waitedMs: 1, engineMs: 1, restarts },
    ...{ retried: restarts, lost: 0, faults: { crashed: restarts, hung: 0, extra: 0, garbage: 0 } },
    lastFault: restarts === 0 ? null : 'it ended',
  });
  for (const [job, restarts] of [1, 0, 0, 1].entries()) queue.finish(job, undefined, [engine(restarts)]);
  expect(await kindsOf(queue)).toEqual([]);
  queue.finish(1, undefined, [engine(1)]);
  expect(await kindsOf(queue)).toEqual(['unreliable']);
  const { engines } = await gatherQueue(queue, exampleCampaign, words);
  expect(engines).toMatchObject([{ engine: 'odd', requests: 240, restarts: 3, faults: { crashed: 3 } }]);
  expect(engines[0]?.lastFault).toBe('it ended');
});

test('a counterexample that cannot be replayed here is named, and keeps the result from being green', async () => {
  const queue = finished();
  queue.finish(0, [exampleRecord(0, 0.25, [exampleFinding()]), exampleRecord(1, 0.25)]);
  const { records, facts } = await queueSource(queue, exampleCampaign, words);
  const result = await gatherCampaign(exampleCampaign.head, records, () => ({ elapsedMs: 0, ...facts() }), {
    shown: async () => ({ state: 'unknown', because: 'numpy is not here' }),
  });
  const { id } = exampleFinding().entry;
  expect(result.jobs.notReplayed).toEqual([
    { claim: 'dot-any-order', subject: 'some/conv2d', id, because: 'numpy is not here' },
  ]);
  expect(result.verdict.unexpected).toContainEqual({
    kind: 'missing',
    because: 'a counterexample to dot-any-order by some/conv2d was not replayed here: numpy is not here',
  });
});

test('an error while a later result is read ends the report, and not the process', async () => {
  const queue = finished();
  queue.results.set(1, new Error('a defect'));
  await expect(gatherQueue(queue, exampleCampaign, words)).rejects.toThrow('a defect');
});

test('a campaign is followed until no job is left, or until the signal', async () => {
  const queue = fakeQueue();
  const watcher = new CampaignWatcher(queue, exampleCampaign);
  const never = new AbortController().signal;
  const done: number[] = [];
  const pause = async (): Promise<void> => queue.finish(done.length - 1);
  for await (const { jobs } of follow(watcher, pause, never)) done.push(jobs.done);
  expect(done).toEqual([0, 1, 2, 3, 4]);
  const stop = new AbortController();
  const looks = [];
  const other = new CampaignWatcher(fakeQueue(), exampleCampaign);
  for await (const state of follow(other, async () => stop.abort(), stop.signal)) looks.push(state);
  expect(looks).toHaveLength(1);
});

test('a record that joins the ranges of a job counts, and one that lacks some does not', async () => {
  const queue = finished();
  const joined = joinRecords([exampleRecord(2, 0.25), exampleRecord(3, 0.25)]);
  queue.finish(1, [joined]);
  expect(await kindsOf(queue)).toEqual([]);
  for (const records of [[exampleRecord(2, 0.25)], [exampleRecord(3, 0.25)], [{ ...joined, number: 3 }]]) {
    queue.finish(1, records);
    expect(await kindsOf(queue)).toContain('missing: job 1: its result does not have the batches 64 to 127');
  }
});
