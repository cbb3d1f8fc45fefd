import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Ability, QueuedCampaign } from '../../src/queue/records.ts';
import { campaignId, queueName } from '../../src/queue/store.ts';
import type { Arena, Shown } from './attack.ts';
import { smallCampaign } from './campaign-faults.ts';
import { faultsOf } from './faults.ts';
import { inPlace, startBroker, watchBriefly, watchStatuses } from './queue-crew.ts';

/** A broker with one campaign on it, to be spoilt. */
interface Victim {
  readonly client: Redis;
  readonly id: string;
  /** The name of its queue. */
  readonly queue: string;
  readonly bull: Queue;
  /** A file that must not be there afterwards: it is written by code that the broker names. */
  readonly mark: string;
}

/** What somebody writes onto the broker. `spoils`: the report cannot be green any more. */
export interface HostileValue {
  readonly name: string;
  readonly plant: (victim: Victim) => Promise<unknown>;
  readonly spoils?: true;
}

const escapes = '\u001b[2J\u0007\u202e$(touch x)\r\nlastbit: all is well';
const large = 'x'.repeat(2 ** 20);
const key = (name: string, id: string): string => `lastbit:${name}:${id}`;
const unzipped = async (bytes: Buffer | null): Promise<string> => (await promisify(gunzip)(bytes!)).toString('utf8');

/** A campaign of the attacker's own, whose id fits. Returns its id. */
async function addForged(
  { client, id }: Victim,
  change: (campaign: Record<string, unknown>) => unknown,
): Promise<string> {
  const campaign = JSON.parse(await unzipped(await client.getBuffer(key('campaign', id))));
  change(campaign);
  const forged = { ...campaign, id: campaignId(campaign as QueuedCampaign), added: '2999-01-01T00:00:00.000Z' };
  await client.set(key('campaign', forged.id), await promisify(gzip)(JSON.stringify(forged)));
  await client.hset('lastbit:campaigns', forged.id, forged.added);
  return forged.id;
}

/** The same, with a job on the queue that all workers of the right one serve. */
async function queueForged(victim: Victim, change: (campaign: Record<string, unknown>) => unknown): Promise<void> {
  const campaign = await addForged(victim, change);
  await victim.bull.add('ranges', { campaign, number: 0, firstRange: 0, endRange: 1 }, { jobId: 'forged' });
}

const settingsOf = (campaign: Record<string, unknown>) => campaign.settings as Record<string, unknown>;

export const hostileValues: readonly HostileValue[] = [
  ...(
    [
      ['torn', async (bytes) => bytes.subarray(0, bytes.length / 2)],
      ['empty', async () => Buffer.alloc(0)],
      ['not-compressed', async () => Buffer.from('{"id": "x"}')],
      ['not-json', async () => promisify(gzip)('{"id": ')],
      ['escapes', async () => promisify(gzip)(JSON.stringify({ id: escapes }))],
      ['bomb', async () => promisify(gzip)(Buffer.alloc(2 ** 29))],
      ['large', async () => Buffer.alloc(2 ** 27, 'x')],
      ['deep', async () => promisify(gzip)('['.repeat(2 ** 20))],
      ['proto', async () => promisify(gzip)('{"__proto__": {"id": "x"}, "constructor": null}')],
    ] as readonly (readonly [name: string, made: (bytes: Buffer) => Promise<Buffer>])[]
  ).flatMap(([name, made]): HostileValue[] => [
    {
      name: `campaign-${name}`,
      plant: async ({ client, id }) =>
        client.set(key('campaign', id), await made((await client.getBuffer(key('campaign', id)))!)),
      spoils: true,
    },
    {
      name: `result-${name}`,
      plant: async ({ client, id }) => client.hset(key('results', id), '0', await made(Buffer.alloc(100, 'x'))),
      spoils: true,
    },
  ]),
  ...['campaign', 'results', 'quarantine', 'news'].map(
    (name): HostileValue => ({
      name: `${name}-of-another-type`,
      plant: async ({ client, id }) => {
        await client.del(key(name, id));
        await client.zadd(key(name, id), 1, 'x');
      },
      spoils: true,
    }),
  ),
  ...['queues', 'campaigns', 'workers'].map(
    (name): HostileValue => ({
      name: `${name}-of-another-type`,
      plant: async ({ client }) => {
        await client.del(`lastbit:${name}`);
        await client.set(`lastbit:${name}`, 'x');
      },
    }),
  ),
  ...['wait', 'active', 'meta', 'id', 'stalled', 'failed'].map(
    (name): HostileValue => ({
      name: `queue-${name}-of-another-type`,
      plant: async ({ client, queue }) => {
        await client.del(`lastbit:${queue}:${name}`);
        await client.hset(`lastbit:${queue}:${name}`, 'x', 'y');
      },
    }),
  ),
  {
    name: 'thousand-queues',
    plant: async ({ client, queue }) => {
      const ability = JSON.parse((await client.hget('lastbit:queues', queue)) as string) as Ability;
      const others = Array.from({ length: 1000 }, (_, number) => ({ ...ability, lastbit: `0.0.${number}` }));
      await client.hset('lastbit:queues', ...others.flatMap((one) => [queueName(one), JSON.stringify(one)]));
    },
  },
  {
    name: 'thousand-wrong-queues',
    plant: ({ client }) =>
      client.hset(
        'lastbit:queues',
        ...Array.from({ length: 1000 }, (_, n) => [`${escapes}${n}`, n < 8 ? large.slice(n) : escapes]).flat(),
      ),
  },
  {
    name: 'thousand-workers',
    plant: async ({ client }) => {
      for (let n = 0; n < 1000; n++) {
        await client.sadd('lastbit:workers', `${escapes}${n}`);
        await client.set(`lastbit:workers:${escapes}${n}`, n % 2 === 0 ? '{"id":' : JSON.stringify({ id: escapes }));
      }
    },
  },
  {
    name: 'thousand-campaigns',
    plant: ({ client }) =>
      client.hset(
        'lastbit:campaigns',
        ...Array.from({ length: 1000 }, (_, n) => [
          `${n}`.padStart(64, 'a'),
          n % 2 === 0 ? escapes : '2998-01-01',
        ]).flat(),
      ),
  },
  {
    name: 'quarantine-with-escapes',
    plant: ({ client, id }) => {
      const job = { campaign: id, number: 0, firstRange: 0, endRange: 1 };
      const value = { job, reasons: [escapes], stderr: escapes };
      return client.hset(key('quarantine', id), '0', JSON.stringify(value));
    },
    // Its result counts, once a worker has done the job.
  },
  {
    name: 'quarantine-large',
    plant: ({ client, id }) => client.hset(key('quarantine', id), '0', large.repeat(64)),
    spoils: true,
  },
  { name: 'news-torn', plant: ({ client, id }) => client.sadd(key('news', id), '{"job":'), spoils: true },
  ...(
    [
      ['text', 'x'],
      ['array', []],
      ['other-campaign', { campaign: 'f'.repeat(64), number: 0, firstRange: 0, endRange: 1 }],
      ['negative', { campaign: 'f'.repeat(64), number: -1, firstRange: -4, endRange: 0 }],
      ['endless', { campaign: 'f'.repeat(64), number: 0, firstRange: 0, endRange: 2 ** 53 }],
      ['escapes', { campaign: escapes, number: 0, firstRange: 0, endRange: 1 }],
      ['large', { campaign: large, number: 0, firstRange: 0, endRange: 1 }],
    ] as readonly (readonly [name: string, data: unknown])[]
  ).map(
    ([name, data]): HostileValue => ({
      name: `job-${name}`,
      plant: ({ bull }) => bull.add('ranges', data, { jobId: 'hostile', lifo: true }),
    }),
  ),
  {
    name: 'job-not-json',
    plant: async ({ bull, client, queue }) => {
      await bull.add('ranges', {}, { jobId: 'hostile', lifo: true });
      await client.hset(`lastbit:${queue}:hostile`, 'data', '{"campaign":');
    },
  },
  {
    name: 'job-beyond-the-end',
    plant: ({ bull, id }) =>
      bull.add('ranges', { campaign: id, number: 9, firstRange: 900, endRange: 901 }, { jobId: 'hostile', lifo: true }),
  },
  {
    name: 'forged-claims-file',
    plant: (victim) => {
      const file = `${victim.mark}.mjs`;
      writeFileSync(
        file,
        `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(victim.mark)}, '');\n`,
      );
      return queueForged(victim, (campaign) => {
        settingsOf(campaign).claimFiles = [file];
      });
    },
  },
  {
    name: 'forged-engine',
    plant: (victim) =>
      queueForged(victim, (campaign) => {
        const command = `touch ${victim.mark}`;
        settingsOf(campaign).engines = { own: command };
        settingsOf(campaign).engine = [`own=${command}`];
        campaign.engines = { engine: [`own=${command}`] };
      }),
  },
  {
    name: 'forged-cases',
    plant: (victim) =>
      queueForged(victim, (campaign) => {
        settingsOf(campaign).cases = Number.MAX_SAFE_INTEGER;
        settingsOf(campaign).seed = -1;
      }),
  },
  {
    name: 'forged-shape',
    plant: (victim) =>
      queueForged(victim, (campaign) => {
        settingsOf(campaign).aim = { shape: ['1000000x1000000x1000*3x3x1000'] };
      }),
  },
];

/** No command falls over what somebody has written onto the broker, nor runs it. */
export async function attemptValue(arena: Arena, { plant, spoils }: HostileValue): Promise<Shown> {
  const { folder } = arena;
  const limitMs = 60_000 * (await arena.slowness());
  const broker = await startBroker(arena);
  const worker = arena.worker();
  const place = { arena, url: broker.url };
  const ask = (words: readonly string[]) => worker.run(['campaign', ...words, '--queue', broker.url], folder, limitMs);
  const { hostname, port, password } = new URL(broker.url);
  try {
    const added = await ask(['add', ...smallCampaign, '--ranges-per-job', '2', '--json']);
    if (added.status !== 0) return { faults: [`add: status ${added.status}`], run: added };
    const { id } = JSON.parse(added.stdout) as { readonly id: string };
    const [queue = ''] = await broker.client.hkeys('lastbit:queues');
    const connection = { host: hostname, port: Number(port), password, maxRetriesPerRequest: null };
    const bull = new Queue(queue, { prefix: 'lastbit', connection });
    bull.on('error', () => {});
    const mark = join(folder, 'mark');
    await plant({ client: broker.client, id, queue, bull, mark });
    await bull.close();
    for (const words of [['report', id], ['watch'], ['work', '--drain', '--jobs', '1'], ['report', id]]) {
      // Workers have processes of their own, which an InputWorker would keep.
      const run =
        words[0] === 'work'
          ? await inPlace(place, 'work', ['campaign', ...words])
          : words[0] === 'watch'
            ? await watchBriefly(place)
            : await ask(words);
      const faults = [
        ...faultsOf(run, { status: watchStatuses, violated: false, oneLine: run.status === 2 }),
        ...(spoils && words[0] === 'report' && run.status === 0 ? ['the report is green'] : []),
        ...(existsSync(mark) ? ['what the broker names was run'] : []),
      ];
      if (faults.length > 0) return { faults: faults.map((fault) => `${words[0]}: ${fault}`), run };
    }
    return { faults: [] };
  } finally {
    await broker.close();
  }
}
