import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Arena, Shown } from './attack.ts';
import { type Expected, faultsOf } from './faults.ts';
import { inPlace, startBroker, untilDone, WorkerCrew, watchBriefly, watchStatuses } from './queue-crew.ts';
import type { Run } from './run-lastbit.ts';

/** A campaign of lastbit's own algorithm: no engine has to start. */
export const smallCampaign: readonly string[] = [
  'dot-any-order',
  '--subject',
  'lastbit/sequential',
  '--seed',
  '5',
  '--cases',
  '400',
];
const oneLine: Expected = { status: [2], oneLine: true, violated: false };

/** What answers at the address, and what is said of it. */
interface WrongBroker {
  readonly name: string;
  /** The address, from that of a right one. */
  readonly url: (right: URL, stranger: string) => string;
  /** Serves a connection to a server that is no broker. */
  readonly serves?: (socket: Socket) => void;
  readonly says: RegExp;
}

export const wrongBrokers: readonly WrongBroker[] = [
  { name: 'nobody-there', url: () => 'redis://127.0.0.1:9', says: /no broker answers/ },
  { name: 'wrong-password', url: ({ host }) => `redis://:other@${host}`, says: /password/ },
  { name: 'no-password', url: ({ host }) => `redis://${host}`, says: /password/ },
  { name: 'wrong-user', url: ({ host, password }) => `redis://eve:${password}@${host}`, says: /user/ },
  { name: 'no-database', url: (right) => `${right.href}/77`, says: /database/ },
  { name: 'other-machine', url: () => 'redis://:secret@192.0.2.1', says: /TLS/ },
  { name: 'other-machine-no-password', url: () => 'rediss://192.0.2.1', says: /password/ },
  { name: 'no-address', url: () => 'http://127.0.0.1:6379', says: /redis:\/\// },
  { name: 'not-tls', url: (right) => right.href.replace('redis:', 'rediss:'), says: /TLS/ },
  {
    name: 'web-server',
    url: (_, stranger) => stranger,
    serves: (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    says: /no Redis|no broker/,
  },
  { name: 'silent', url: (_, stranger) => stranger, serves: () => {}, says: /no broker answers/ },
  { name: 'hangs-up', url: (_, stranger) => stranger, serves: (socket) => void socket.destroy(), says: /broker/ },
  {
    name: 'talks-for-ever',
    url: (_, stranger) => stranger,
    serves: (socket) => {
      const talk = (): void => {
        while (!socket.destroyed && socket.write(`$1073741824\r\n${'x'.repeat(65_536)}`));
      };
      socket.on('drain', talk);
      talk();
    },
    says: /broker|Redis/,
  },
  {
    name: 'escapes',
    url: (_, stranger) => stranger,
    serves: (socket) => void socket.on('data', () => socket.write('-ERR \u001b[2J\u0007 out of ink\r\n')),
    says: /broker|out of ink/,
  },
];

/** `add` and the other commands at such an address: one line, status 2. */
export async function attemptAddress(arena: Arena, { url, serves, says }: WrongBroker): Promise<Shown> {
  const broker = await startBroker(arena);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serves?.(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  try {
    const place = { arena, url: url(new URL(broker.url), `redis://127.0.0.1:${port}`) };
    const runs: Run[] = [];
    for (const words of [['add', ...smallCampaign], ['work', '--drain'], ['watch', '--json'], ['report']])
      runs.push(await inPlace(place, words[0]!, ['campaign', ...words]));
    const all = runs.map((run) => ({ run, faults: faultsOf(run, { ...oneLine, says, more: secretFaults }) }));
    const bad = all.find(({ faults }) => faults.length > 0);
    return bad ?? { faults: [], run: runs[0]! };
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await broker.close();
  }
}

/** No password is printed. */
function secretFaults({ stdout, stderr }: Run): readonly string[] {
  return /secret|[0-9a-f]{64}/.test(stderr + stdout) ? ['a password is printed'] : [];
}

/**
 * The broker goes away while workers work: each says so once, and once that it is back. Other commands end with one
 * line. A worker that is asked to end without a broker ends.
 */
export async function attemptAway(arena: Arena): Promise<Shown> {
  const slowness = await arena.slowness();
  const broker = await startBroker(arena);
  const place = { arena, url: broker.url };
  try {
    const words = ['dot-any-order', '--subject', 'lastbit/sequential', '--seed', '5', '--cases', '9000'];
    const added = await inPlace(place, 'add', ['campaign', 'add', ...words, '--ranges-per-job', '1', '--json']);
    const { id, jobs } = JSON.parse(added.stdout) as { readonly id: string; readonly jobs: number };
    const crew = new WorkerCrew(place, 2, ['--jobs', '1']);
    const atWork = await untilDone(broker, id, 3, 60_000 * slowness);
    broker.kill();
    const report = await inPlace(place, 'report', ['campaign', 'report', id]);
    await sleep(2000);
    await broker.restart();
    const { results } = await untilDone(broker, id, jobs, 120_000 * slowness);
    broker.kill();
    await sleep(500);
    const begin = performance.now();
    await crew.end();
    const ended = performance.now() - begin;
    const faults = [
      ...(atWork.results < jobs ? [] : ['all jobs were done before the broker went away: the attack is too small']),
      ...(results === jobs ? [] : [`${results} of ${jobs} jobs are done`]),
      ...(ended < 10_000 * slowness ? [] : [`workers take ${(ended / 1000).toFixed(1)} s to end without a broker`]),
      ...(crew.runs.length === 2 ? [] : [`${crew.runs.length - 2} workers ended when the broker went away`]),
      ...faultsOf(report, oneLine),
      ...crew.runs.flatMap((run) => [
        ...faultsOf(run, { status: [0, 143, 'SIGTERM'], says: /the broker is away[\s\S]*the broker is back/ }),
        ...(run.stderr.split('the broker is back').length === 2 ? [] : ['it is not said once that the broker is back']),
      ]),
    ];
    return { faults, run: report };
  } finally {
    await broker.close();
  }
}

/** A worker of another version, or without the engine, declines, and the queue is shown as served by nobody. */
export async function attemptSkew(
  arena: Arena,
  add: readonly string[],
  work: readonly string[],
  says: RegExp,
): Promise<Shown> {
  const broker = await startBroker(arena);
  const place = { arena, url: broker.url };
  try {
    const added = await inPlace(place, 'add', ['campaign', 'add', ...add, '--json']);
    const { id } = JSON.parse(added.stdout) as { readonly id: string };
    const worked = await inPlace(place, 'work', ['campaign', 'work', '--drain', '--jobs', '1', ...work]);
    const watched = await watchBriefly(place, [id]);
    const report = await inPlace(place, 'report', ['campaign', 'report', id, '--json', ...work]);
    const done = await broker.client.hlen(`lastbit:results:${id}`);
    const skewed = { status: [0, 1], says, violated: false } as const;
    return {
      faults: [
        ...(done === 0 ? [] : [`${done} jobs were done by a worker of another version`]),
        ...faultsOf(worked, skewed).map((fault) => `work: ${fault}`),
        ...faultsOf(watched, { status: watchStatuses, says: /"isServed": ?false|unserved|nobody|no worker/i }),
        ...faultsOf(report, { status: [1], violated: false }).map((fault) => `report: ${fault}`),
      ],
      run: worked,
    };
  } finally {
    await broker.close();
  }
}
