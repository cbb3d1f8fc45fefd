import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { affordable } from '../jobs/how-many.ts';
import { parseAddress } from './address.ts';
import { startTestBroker, type TestBroker, testWithBroker } from './broker.test-support.ts';
import { type Broker, connectBroker } from './connection.ts';
import { enqueue, retryJobs } from './enqueue.ts';
import {
  exampleAbility,
  exampleCampaign,
  exampleMachine,
  exampleRecord,
  exampleWorker,
} from './fake-campaign.test-support.ts';
import { JobQueue, JobSource, type TakenJob, usualTimes } from './job-queue.ts';
import type { RangeWorker } from './range-worker.ts';
import type { JobResult } from './records.ts';
import { rangeOf } from './run-job.ts';
import { ServedQueues } from './served-queues.ts';
import { CampaignStore, jobOf, queueName } from './store.ts';
import { workOn } from './work-on.ts';

let [server, broker, said]: [TestBroker | undefined, Broker, string[]] = [undefined, undefined as never, []];
beforeAll(async () => {
  server = await startTestBroker().catch(() => undefined);
});
beforeEach(async () => {
  said = [];
  if (server === undefined) return;
  broker = await connectBroker(parseAddress(server.url, 'test'), { say: (line) => void said.push(line) });
  await broker.client.flushall();
});
afterEach(() => server && broker.close());
afterAll(() => server?.close());

const campaign = exampleCampaign(7, 2);
const name = queueName(exampleAbility);
const quick = { lockMs: 300, stalledMs: 100 };
const failure = { reason: 'it ended', stderr: 'two\nlines' };

async function inQueue(): Promise<unknown> {
  const queue = new JobQueue(broker, name);
  const counts = await queue.counts();
  await queue.close();
  return counts;
}

async function withSource(use: (source: JobSource) => Promise<void>, times = quick): Promise<void> {
  const source = new JobSource(broker, name, times);
  await source.start();
  await use(source);
  await source.close();
}

async function soon(source: JobSource): Promise<TakenJob> {
  return vi.waitFor(
    async () => {
      const taken = await source.take();
      if (taken === undefined) throw new Error('there is no job yet');
      return taken;
    },
    { timeout: 5000, interval: 20 },
  );
}

const resultOf = (number: number, cases?: number): JobResult => {
  const record = exampleRecord(rangeOf(campaign, 2 * number), cases);
  const job = jobOf(campaign, number);
  return { job, machine: exampleMachine, record, engines: [], digest: String(cases ?? 0).padStart(64, '0') };
};

testWithBroker('a campaign that is added twice is there once, also when jobs are done or given up', async () => {
  const store = new CampaignStore(broker);
  expect(await enqueue(broker, campaign)).toMatchObject({ isNew: true, jobs: 4, done: 0, queue: name });
  expect(await inQueue()).toEqual({ waiting: 4, active: 0, failed: 0 });
  await withSource(async (source) => {
    const taken = (await source.take())!;
    expect(taken.job).toEqual(jobOf(campaign, 0));
    await store.keepResult(resultOf(0));
    await taken.done();
    const poison = (await source.take())!;
    await store.keepQuarantined({ job: poison.job, reasons: [], stderr: '' });
    await poison.giveUp(failure);
  });
  const { id } = campaign;
  const again = await enqueue(broker, { ...campaign, added: '2027-01-01T00:00:00.000Z' });
  expect(again).toEqual({ id, isNew: false, queue: name, jobs: 4, done: 1, quarantined: 1 });
  expect(await inQueue()).toEqual({ waiting: 2, active: 0, failed: 1 });
  expect(await store.campaigns()).toEqual([{ id, added: campaign.added }]);
  expect(await store.findCampaign(id.slice(0, 3))).toEqual(campaign);
});

testWithBroker('a broker that is full refuses a campaign by one line', async () => {
  await broker.client.config('SET', 'maxmemory', '1');
  try {
    await expect(enqueue(broker, campaign)).rejects.toThrow(
      expect.objectContaining({
        constructor: UsageError,
        message: expect.stringMatching(/^redis:\/\/\S+: the broker refuses: OOM .*; when it does not, add/),
      }),
    );
  } finally {
    await broker.client.config('SET', 'maxmemory', '0');
  }
  const empty = new CampaignStore(broker).findCampaign(undefined);
  await expect(empty).rejects.toThrow(/^redis:\/\/\S+: campaign: there is none; /);
});

testWithBroker('a job that is given back is no failed try; after three it is not tried again', async () => {
  await enqueue(broker, exampleCampaign(1, 1));
  await withSource(async (source) => {
    await (await source.take())!.giveBack();
    for (const tries of [0, 1, 2]) {
      const taken = (await source.take())!;
      expect(taken).toMatchObject({ isLast: tries === 2, isAbandoned: false, earlier: Array(tries).fill(failure) });
      await taken.failed(failure);
    }
    expect(await source.take()).toBeUndefined();
  }, usualTimes);
  expect(await inQueue()).toEqual({ waiting: 0, active: 0, failed: 1 });
});

testWithBroker('jobs that were given up are tried again as if for the first time, and no others', async () => {
  const store = new CampaignStore(broker);
  await enqueue(broker, campaign);
  await workWith(async () => exampleWorker(({ range }) => [2, 6].includes(range.number)));
  expect(await store.quarantinedNumbers(campaign.id)).toEqual([1, 3]);
  expect(await enqueue(broker, campaign)).toMatchObject({ done: 2, quarantined: 2 });
  // A worker was at the one when it got a result after all.
  await store.keepResult(resultOf(3));
  expect(await retryJobs(broker, campaign)).toEqual({ id: campaign.id, queue: name, again: [1], left: 1 });
  expect(await store.quarantined(campaign.id)).toEqual([]);
  expect(await inQueue()).toEqual({ waiting: 1, active: 0, failed: 0 });
  await withSource(async (source) => {
    const taken = (await source.take())!;
    expect(taken).toMatchObject({ job: { number: 1 }, earlier: [], isLast: false, isAbandoned: false });
    await taken.giveBack();
  }, usualTimes);
  expect(await workWith(async () => exampleWorker())).toMatchObject({ jobs: 1, failures: 0 });
  expect(await store.doneNumbers(campaign.id)).toEqual([0, 1, 2, 3]);
  expect(await retryJobs(broker, campaign)).toMatchObject({ again: [], left: 0 });
});

testWithBroker('a queue whose workers do not start by chance rests, and is left for a while after three', async () => {
  await enqueue(broker, exampleCampaign(1, 1));
  const store = new CampaignStore(broker);
  const queues = new ServedQueues({
    ...{ broker, store, own: async () => exampleAbility, times: usualTimes, say: (line) => void said.push(line) },
    ...{ signal: new AbortController().signal, isDraining: false, waits: { first: 1, longest: 1 }, comeBackMs: 20 },
  });
  const takeBack = async (): Promise<void> => (await queues.take(undefined))?.taken.giveBack();
  for (const failed of [1, 2, 3]) {
    await takeBack();
    // Two workers at once.
    await Promise.all([queues.notStarted(name, 'killed'), queues.notStarted(name, 'killed')]);
    expect(queues.names).toEqual(failed < 3 ? [name] : []);
  }
  await takeBack();
  await queues.notStarted(name, 'killed');
  await takeBack();
  queues.started(name);
  for (const _ of [1, 2]) {
    await takeBack();
    await queues.notStarted(name, 'killed');
  }
  expect(queues.names).toEqual([name]);
  await queues.close();
  const told = said.filter((line) => line.includes('killed')).map((line) => line.replace(`queue ${name} `, '…'));
  const again = `queue ${name}: killed; it is tried again`;
  expect(told).toEqual([again, again, '…is left to others: killed', again, again, again]);
});

testWithBroker('the job of a worker that stands still is done by another one, and counts once', async () => {
  const store = new CampaignStore(broker);
  await enqueue(broker, exampleCampaign(1, 1));
  await withSource(async (still) => {
    const late = (await still.take())!;
    expect(await late.renew()).toBe(true);
    await withSource(async (other) => {
      const taken = await soon(other);
      expect(taken.job).toEqual(late.job);
      expect(await late.renew()).toBe(false);
      expect(await store.keepResult(resultOf(0))).toBe('first');
      await taken.done();
    });
    expect(await store.keepResult(resultOf(0))).toBe('equal');
    await late.done();
    await late.failed(failure);
    await late.giveBack();
  });
  expect(await inQueue()).toEqual({ waiting: 0, active: 0, failed: 0 });
});

testWithBroker('a job with which ten workers vanish is given up, and not before', async () => {
  await enqueue(broker, exampleCampaign(1, 1));
  await withSource(
    async (source) => {
      for (let vanished = 0; vanished < 10; vanished++) expect((await soon(source)).isAbandoned).toBe(false);
      expect((await soon(source)).isAbandoned).toBe(true);
    },
    { lockMs: 40, stalledMs: 20 },
  );
});

testWithBroker('two runs that differ are news on one kind of machine only', async () => {
  const store = new CampaignStore(broker);
  expect(await store.keepResult(resultOf(1))).toBe('first');
  const other = { ...exampleMachine, node: 'v22.0.0' };
  expect(await store.keepResult({ ...resultOf(1, 9), machine: other })).toBe('other-machine');
  expect(await store.news(campaign.id)).toEqual([]);
  const differs = await store.keepResult(resultOf(1, 9));
  await store.keepResult(resultOf(1, 9));
  expect(await store.news(campaign.id)).toEqual([differs]);
  expect((await store.result(campaign.id, 1))?.digest).toBe(resultOf(1).digest);
});

const workWith = (hire: () => Promise<RangeWorker>, times = quick, own = 0) =>
  workOn({
    affordable: (wanted) => affordable(wanted, own, 100),
    ...{
      broker,
      jobs: 3,
      own: async () => exampleAbility,
      machine: exampleMachine,
      hire,
      casesIn: async () => 4,
      times,
    },
    ...{ say: (line: string) => void said.push(line), signal: new AbortController().signal, isDraining: true },
  });

testWithBroker('a worker drains the queues that it can serve, and says once why it declines another', async () => {
  const store = new CampaignStore(broker);
  const other = exampleCampaign(2, 1, { ...exampleAbility, subjects: [{ id: 'one/conv2d', version: '3' }] });
  await enqueue(broker, campaign);
  await enqueue(broker, other);
  let seen: readonly string[] = [];
  const worked = await workWith(async () => {
    seen = (await store.workers()).map(({ jobs }) => String(jobs));
    return exampleWorker();
  });
  expect(worked).toEqual({ jobs: 4, cases: 51, failures: 0, disagreements: 0, hasDeclined: true, hasBroken: false });
  expect(await store.doneNumbers(campaign.id)).toEqual([0, 1, 2, 3]);
  expect(said.filter((line) => line.includes('left to others'))).toEqual([
    `queue ${queueName(other.ability)} is left to others: it wants one/conv2d 3, here it is 2`,
  ]);
  expect([seen, await store.workers()]).toEqual([['3'], []]);
});

testWithBroker('whoever waits for a job asks again at once when a job of its own ends', async () => {
  await enqueue(broker, exampleCampaign(1, 1));
  const store = new CampaignStore(broker);
  const waits = { first: 1e6, longest: 1e6 };
  const queues = new ServedQueues({
    ...{ broker, store, own: async () => exampleAbility, times: usualTimes, say: () => {} },
    ...{ signal: new AbortController().signal, isDraining: true, waits },
  });
  const first = (await queues.take(undefined))!;
  const waiting = queues.take(undefined);
  await first.taken.done();
  expect(await Promise.all([waiting, queues.take(undefined)])).toEqual([undefined, undefined]);
  await queues.close();
});

testWithBroker('no more workers are started than there is memory for', async () => {
  await enqueue(broker, campaign);
  let [living, most] = [0, 0];
  const hire = async (): Promise<RangeWorker> => {
    living += 1;
    most = Math.max(most, living);
    const judge: RangeWorker['judge'] = async ({ range }) => sleep(20).then(() => exampleRecord(range));
    return { ...exampleWorker(), judge, kill: () => void living-- };
  };
  expect((await workWith(hire, quick, 80)).jobs).toBe(4);
  expect(most).toBe(2);
  expect(said).toContain('--jobs 3: there is memory for 2 at once');
});

testWithBroker('work goes on when the broker is back, which is said once', async () => {
  await enqueue(broker, campaign);
  await broker.client.call('WAITAOF', '1', '0', '5000').catch(() => {});
  const working = workWith(
    async () => ({ ...exampleWorker(), judge: async ({ range }) => sleep(100).then(() => exampleRecord(range)) }),
    { lockMs: 2000, stalledMs: 300 },
  );
  await vi.waitFor(async () => expect(await broker.client.hlen(`lastbit:results:${campaign.id}`)).toBeGreaterThan(0));
  await server?.kill();
  // So that it tries several times.
  await sleep(400);
  await server?.restart();
  await working;
  expect(await new CampaignStore(broker).doneNumbers(campaign.id)).toEqual([0, 1, 2, 3]);
  expect(said.filter((line) => line.includes('the broker'))).toEqual([
    `${broker.address.shown}: the broker is away; waiting until it is back`,
    `${broker.address.shown}: the broker is back`,
  ]);
});

testWithBroker('a wrong password, none, and a database that there is not are one line each', async () => {
  const shown = broker.address.shown;
  const refused = async (url: string) =>
    connectBroker(parseAddress(url, 'test'), { say: () => {} }).then(
      () => 'connected',
      (error: Error) => `${error.name} ${error.message}`,
    );
  expect(await refused(shown)).toMatch(/^UsageError redis:\S+: it wants a password; /);
  expect(await refused(shown.replace('//', '//:secret@'))).toBe(
    `UsageError ${shown}: it refuses the user or the password`,
  );
  expect(await refused(`${server!.url}/99`)).toBe(`UsageError ${shown}/99: it has no such database; leave out /NUMBER`);
});
