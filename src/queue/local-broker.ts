import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import * as v from 'valibot';
import { cacheFolder, findValkey, valkeyIn } from '../engines/locations.ts';
import { UsageError } from '../errors/usage-error.ts';
import { acquireLock, isAlive, startOf } from '../install/lock.ts';
import { isOnPath } from '../install/run-command.ts';
import { brokerPrograms, ownServerHint } from '../install/valkey-component.ts';

/** A server of this user, on this machine, with a file of all that it was told. */
export interface LocalBroker {
  /** redis://, with the password. */
  readonly url: string;
  readonly pid: number;
  /** `valkey-server`, or the path of the one that lastbit has installed. */
  readonly program: string;
  /** It was started by this call. */
  readonly isNew: boolean;
}

const stateSchema = v.object({
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  password: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Of the process: numbers of processes are used again. */
  start: v.optional(v.string()),
  program: v.string(),
});
type State = v.InferOutput<typeof stateSchema>;

const host = '127.0.0.1';
/** A large file of a queue takes this long to read at the start, and longer only on a machine that is no use. */
const startsWithinMs = 60_000;
const endsWithinMs = 10_000;
const [pollMs, longerPollMs] = [20, 200] as const;
const usualAnswerMs = 5000;

/** Where the one of this user keeps its files. */
export function localBrokerFolder(): string {
  return join(cacheFolder(), 'broker');
}

/**
 * The running server of a folder, else a new one. It goes on when this process ends. A new one has the address, the
 * password and the queues of the one before, if the port is free. Throws a UsageError that says how to get a server.
 */
export async function openLocalBroker(
  folder: string = localBrokerFolder(),
  answersWithinMs: number = usualAnswerMs,
): Promise<LocalBroker> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const release = await acquireLock(join(folder, 'lock'), () => {});
  try {
    return (await findLocalBroker(folder, answersWithinMs)) ?? (await start(folder));
  } finally {
    release();
  }
}

/**
 * The running server of a folder. Waits for one that still reads its file. Throws a UsageError for one that does not
 * answer: a second server would write to the files of the first.
 */
export async function findLocalBroker(
  folder: string = localBrokerFolder(),
  answersWithinMs: number = usualAnswerMs,
): Promise<LocalBroker | undefined> {
  const state = readState(folder);
  const begin = performance.now();
  // Whoever listens on the port of a server that is gone must not be told the password.
  for (let pause: number = pollMs; state !== undefined && isAlive(state.pid, state.start); pause = longerPollMs) {
    const answer = await answerOf(state, answersWithinMs);
    if (answer === 'PONG') return told(state, false);
    // Where the system does not tell when a process began, another one may have its number.
    if (state.start === undefined && answer.includes('ECONNREFUSED')) return undefined;
    const withinMs = answer.startsWith('LOADING') ? startsWithinMs : answersWithinMs;
    if (performance.now() - begin >= withinMs)
      throw new UsageError(
        `the server of ${folder}, process ${state.pid}, does not answer (${answer}); wait, or end it by kill ` +
          String(state.pid),
      );
    await sleep(pause);
  }
  return undefined;
}

/** Ends the server of a folder; its queues stay in the folder, or are removed. Returns whether there was one. */
export async function stopLocalBroker(
  folder: string = localBrokerFolder(),
  how: 'keep' | 'discard' = 'keep',
): Promise<boolean> {
  const state = readState(folder);
  const isRunning = state !== undefined && (await findLocalBroker(folder)) !== undefined;
  if (isRunning) {
    // Its answer is the end of the connection.
    await asking(state, (client) => client.shutdown()).catch(() => {});
    const until = performance.now() + endsWithinMs;
    while (isAlive(state.pid, state.start) && performance.now() < until) await sleep(pollMs);
  }
  if (how === 'discard') rmSync(folder, { recursive: true, force: true });
  return isRunning;
}

/** The program to start: of the machine, else the one that lastbit has installed. */
export function brokerProgram(): string | undefined {
  const own = brokerPrograms.find(isOnPath);
  if (own !== undefined) return own;
  const installed = findValkey();
  return installed === undefined ? undefined : valkeyIn(installed.folder);
}

/** How to get a server, where there is none. */
export function howToGetBroker(): string {
  const served = ['linux', 'darwin'].includes(process.platform);
  return `${served ? 'npx lastbit engines install valkey, or ' : ''}${ownServerHint()}`;
}

async function start(folder: string): Promise<LocalBroker> {
  const program = brokerProgram();
  if (program === undefined)
    throw new UsageError(`there is no valkey-server or redis-server on PATH; to get one: ${howToGetBroker()}`);
  const before = readState(folder);
  const password = before?.password ?? randomBytes(32).toString('hex');
  // Another program may take a port between the question and the start.
  for (let tries = 3; ; tries--) {
    const port = await freePort(tries === 3 ? before?.port : undefined);
    const state = await startOn(folder, program, { port, password });
    if (typeof state !== 'string') return told(state, true);
    if (tries === 1) throw new UsageError(`${program} does not start: ${state}; see ${join(folder, 'broker.log')}`);
  }
}

/** A text is what it said when it ended. */
async function startOn(
  folder: string,
  program: string,
  address: Pick<State, 'port' | 'password'>,
): Promise<State | string> {
  // The command line of a process can be read by all users; this file cannot. Its paths are relative to the folder.
  const settings = [
    ...[`bind ${host}`, `port ${address.port}`, 'protected-mode yes', `requirepass ${address.password}`],
    ...['dir ./', 'appendonly yes', 'appendfsync everysec', 'save ""', 'maxmemory-policy noeviction'],
    ...['daemonize no', 'logfile broker.log'],
  ];
  writePrivately(join(folder, 'broker.conf'), `${settings.join('\n')}\n`);
  rmSync(join(folder, 'broker.log'), { force: true });
  const child = spawn(program, ['broker.conf'], { cwd: folder, detached: true, stdio: 'ignore' });
  let ended: string | undefined;
  child.once('error', ({ message }) => {
    ended = message;
  });
  child.once('exit', (code, signal) => {
    ended ??= lastLine(join(folder, 'broker.log')) ?? `status ${code ?? signal}`;
  });
  child.unref();
  const { pid = 0 } = child;
  const start = startOf(pid);
  const state = { ...address, pid, program, ...(start === undefined ? {} : { start }) };
  // Before it answers: if this process is killed meanwhile, the next one finds the server.
  if (pid > 0) writePrivately(join(folder, 'broker.json'), `${JSON.stringify(state)}\n`);
  const until = performance.now() + startsWithinMs;
  while (ended === undefined && performance.now() < until) {
    const answer = await answerOf(address);
    if (answer === 'PONG' && ended === undefined) return state;
    await sleep(pollMs);
  }
  child.kill('SIGKILL');
  return ended ?? `no answer within ${startsWithinMs / 1000} s`;
}

function told({ port, password, pid, program }: State, isNew: boolean): LocalBroker {
  return { url: `redis://:${password}@${host}:${port}`, pid, program, isNew };
}

/** What it answers to a PING, or why it does not. */
async function answerOf(address: Pick<State, 'port' | 'password'>, withinMs = usualAnswerMs): Promise<string> {
  try {
    return await asking(address, (client) => client.ping(), withinMs);
  } catch (error) {
    return (error as Error).message;
  }
}

async function asking<Answer>(
  { port, password }: Pick<State, 'port' | 'password'>,
  question: (client: Redis) => Promise<Answer>,
  withinMs = usualAnswerMs,
): Promise<Answer> {
  const client = new Redis({
    ...{ host, port, password, lazyConnect: true, connectTimeout: withinMs, commandTimeout: withinMs },
    ...{ retryStrategy: () => null, maxRetriesPerRequest: 0, enableReadyCheck: false },
  });
  // Each question fails by itself; without a listener ioredis prints.
  client.on('error', () => {});
  try {
    await client.connect();
    return await question(client);
  } finally {
    client.disconnect();
  }
}

/** A port that nobody listens on: the wanted one, if possible. */
async function freePort(wanted: number | undefined): Promise<number> {
  return (wanted === undefined ? undefined : await listenedOn(wanted)) ?? (await listenedOn(0)) ?? 0;
}

function listenedOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host, port }, () => {
      const { port: got } = server.address() as AddressInfo;
      server.close(() => resolve(got));
    });
  });
}

function readState(folder: string): State | undefined {
  const path = join(folder, 'broker.json');
  if (!existsSync(path)) return undefined;
  try {
    return v.parse(stateSchema, JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new UsageError(`${path} is not what lastbit wrote; end the server if it runs, and remove the file`);
  }
}

function writePrivately(path: string, text: string): void {
  rmSync(`${path}.new`, { force: true });
  writeFileSync(`${path}.new`, text, { mode: 0o600, flag: 'wx' });
  renameSync(`${path}.new`, path);
}

function lastLine(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').at(-1)?.slice(0, 200) : undefined;
}
