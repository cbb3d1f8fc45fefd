import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { parseAddress } from './address.ts';
import { BrokenKey } from './broken-key.ts';
import { startTestBroker, type TestBroker, testWithBroker } from './broker.test-support.ts';
import { type Broker, connectBroker } from './connection.ts';
import { enqueue } from './enqueue.ts';
import { exampleAbility, exampleCampaign, exampleMachine, exampleWorker } from './fake-campaign.test-support.ts';
import { JobQueue, usualTimes } from './job-queue.ts';
import { CampaignStore, queueName } from './store.ts';
import { watchQueue } from './watched-queue.ts';
import { type Worked, workOn } from './work-on.ts';

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

async function inQueue(): Promise<unknown> {
  const queue = new JobQueue(broker, name);
  const counts = await queue.counts();
  await queue.close();
  return counts;
}

/** Works until no job is left. */
const drained = (): Promise<Worked> =>
  workOn({
    ...{ broker, jobs: 3, own: async () => exampleAbility, machine: exampleMachine, times: usualTimes },
    ...{ hire: async () => exampleWorker(), casesIn: async () => 4, say: (line) => void said.push(line) },
    ...{ signal: new AbortController().signal, isDraining: true, memory: () => [0, 100] },
  });

testWithBroker.each(['wait', 'active', 'marker', 'events', 'delayed', 'stalled', 'failed'])(
  'a queue whose key :%s has another type is named, and not served',
  async (key) => {
    await enqueue(broker, campaign);
    await broker.client.del(`lastbit:${name}:${key}`);
    await broker.client.hset(`lastbit:${name}:${key}`, 'x', 'y');
    const worked = await drained();
    expect(worked).toMatchObject({ hasBroken: true, jobs: key === 'failed' ? 4 : 0 });
    expect(said.filter((line) => line.includes('on the broker is'))).toEqual([
      expect.stringMatching(`^queue ${name} is left to others: the key lastbit:${name}:${key} .* is a hash, not a `),
    ]);
  },
);

testWithBroker.each(['results', 'quarantine', 'news', 'workers', 'campaigns', 'queues', 'campaign'])(
  'a key %s of another type is named by whoever reads it',
  async (part) => {
    await enqueue(broker, campaign);
    const store = new CampaignStore(broker);
    const { id } = campaign;
    const own = ['workers', 'campaigns', 'queues'].includes(part);
    const key = own ? `lastbit:${part}` : `lastbit:${part}:${id}`;
    await broker.client.del(key);
    await broker.client.zadd(key, 1, 'x');
    const reads = {
      ...{ results: () => store.doneNumbers(id), quarantine: () => store.quarantined(id), news: () => store.news(id) },
      ...{ workers: () => store.workers(), campaigns: () => store.campaigns(), queues: () => store.queues() },
      campaign: () => store.campaign(id),
    };
    const because = `${broker.address.shown}: the key ${key} has another type than lastbit writes; remove it`;
    await expect(reads[part as keyof typeof reads]()).rejects.toThrow(new BrokenKey(because));
    if (part === 'queues') expect(await drained()).toMatchObject({ hasBroken: true });
    if (part !== 'results') return;
    expect(await drained()).toMatchObject({ jobs: 0, hasBroken: true });
    expect(said).toContain(`queue ${name} is left to others: ${because}`);
    expect(await inQueue()).toEqual({ waiting: 4, active: 0, failed: 0 });
  },
);

testWithBroker('a queue that is broken is named by whoever adds to it, or looks at it', async () => {
  await enqueue(broker, campaign);
  await broker.client.del(`lastbit:${name}:active`, `lastbit:${name}:wait`);
  await broker.client.hset(`lastbit:${name}:active`, 'x', 'y');
  const { reader, close } = await watchQueue(broker, undefined);
  await expect(reader.activeNumbers(campaign)).rejects.toThrow(`${name}:active on the broker is a hash, not a list`);
  await close();
  await broker.client.set(`lastbit:${name}:wait`, 'x');
  await expect(enqueue(broker, exampleCampaign(9, 1))).rejects.toThrow(`${name}:wait on the broker is a string`);
});

testWithBroker('a job that is no JSON is removed, and named once; to add the campaign again mends it', async () => {
  await enqueue(broker, campaign);
  const [last = ''] = await broker.client.lrange(`lastbit:${name}:wait`, -1, -1);
  await broker.client.hset(`lastbit:${name}:${last}`, 'data', '{"campaign":');
  expect(await drained()).toMatchObject({ jobs: 3, hasBroken: false });
  expect(said.filter((line) => line.includes('JSON'))).toEqual([
    `queue ${name}: the data of a job were no JSON; it is removed`,
  ]);
  expect(await inQueue()).toEqual({ waiting: 0, active: 0, failed: 0 });
  await enqueue(broker, campaign);
  expect(await inQueue()).toEqual({ waiting: 1, active: 0, failed: 0 });
});
