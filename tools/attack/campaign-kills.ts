import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import type { Arena, Shown } from './attack.ts';
import { mutants, mutantWords } from './mutant-words.ts';
import { type AttackedBroker, inPlace, lockMs, startBroker, untilDone, WorkerCrew } from './queue-crew.ts';
import { type Run, runLastbit } from './run-lastbit.ts';
import { corpusDifference, difference } from './same-report.ts';

/** How much chaos there is. */
export interface Chaos {
  readonly workers: number;
  readonly jobs: number;
  /** With these, the campaign has as many ranges as jobs, or a few more. */
  readonly cases: number;
  /** A random worker is killed after so many milliseconds, again and again. */
  readonly killEveryMs: number;
  /** The broker is killed when so many jobs are done, and started again a second later. */
  readonly brokerAt: number;
  /** A worker is stopped for longer than its lock when so many jobs are done. */
  readonly stopAt: number;
}

const seed = '5';

/**
 * A campaign of many jobs, while workers and the broker are killed: the report and its counterexamples are those of one
 * process with the same seed.
 */
export async function attemptKills(arena: Arena, chaos: Chaos): Promise<Shown> {
  const slowness = await arena.slowness();
  const tried = ['dot-any-order', '--subject', 'mutants', '--engine', mutantWords('1'), '--seed', seed];
  const cases = ['--cases', String(chaos.cases)];
  const alone = await runAlone(arena, [...tried, ...cases], slowness);
  const broker = await startBroker(arena);
  try {
    const place = { arena, url: broker.url };
    const words = ['campaign', 'add', ...tried, ...cases, '--ranges-per-job', '1', '--json'];
    const added = await inPlace(place, 'add', words);
    if (added.status !== 0) return { faults: [`add: status ${added.status}`], run: added };
    const { id, jobs } = JSON.parse(added.stdout) as { readonly id: string; readonly jobs: number };
    const crew = new WorkerCrew(place, chaos.workers, ['--jobs', '1', '--engine', mutantWords('1')]);
    const chaosOver = new AbortController();
    const stopped: Stopped = {};
    const happening = Promise.all([
      // On a slow machine a worker shall get as far as on a quiet one.
      killWorkers(arena, crew, { ...chaos, killEveryMs: chaos.killEveryMs * slowness }, stopped, chaosOver.signal),
      killBroker(broker, id, chaos, chaosOver.signal),
      stopWorker(broker, crew, id, chaos, stopped, chaosOver.signal),
      deliverTwice(broker, chaosOver.signal),
    ]);
    const { results, givenUp } = await untilDone(broker, id, jobs, 300_000 * slowness);
    chaosOver.abort();
    const done = await happening;
    await crew.end();
    const report = await inPlace(place, 'report', ['campaign', 'report', id, '--json', '--engine', mutantWords('1')]);
    return {
      faults: [
        ...(jobs >= chaos.jobs ? [] : [`${jobs} jobs, not ${chaos.jobs}: the attack is too small`]),
        ...(results === jobs && givenUp === 0 ? [] : [`${results} of ${jobs} jobs are done, ${givenUp} given up`]),
        ...done.flatMap((fault) => fault ?? []),
        ...crewFaults(crew.runs),
        ...reportFaults(alone, report),
        ...corpusFaults(arena),
      ],
      run: report,
    };
  } finally {
    await broker.close();
  }
}

async function runAlone(arena: Arena, words: readonly string[], slowness: number): Promise<Run> {
  const folder = join(arena.folder, 'alone');
  mkdirSync(join(folder, 'corpus'), { recursive: true });
  return runLastbit({ words: ['verify', ...words, '--jobs', '1', '--json'], folder, withinMs: 300_000 * slowness });
}

/** Waits, unless the chaos is over. Returns whether it goes on. */
async function pause(ms: number, over: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal: over }).catch(() => {});
  return !over.aborted;
}

/** Which worker is stopped: it shall come to itself when others have done its jobs. */
interface Stopped {
  lane?: number;
}

async function killWorkers(
  { rng }: Arena,
  crew: WorkerCrew,
  { killEveryMs, workers }: Chaos,
  stopped: Stopped,
  over: AbortSignal,
): Promise<string | undefined> {
  let kills = 0;
  while (await pause(killEveryMs, over)) {
    const lane = rng.below(workers);
    if (lane === stopped.lane || crew.worker(lane) === undefined) continue;
    crew.signal(lane, 'SIGKILL');
    kills += 1;
  }
  return kills >= 3 ? undefined : `only ${kills} workers were killed: the attack is too small`;
}

/** Waits until so many jobs are done. Returns whether the chaos goes on. */
async function untilJobs({ client }: AttackedBroker, id: string, jobs: number, over: AbortSignal): Promise<boolean> {
  while (await pause(100, over)) if ((await client.hlen(`lastbit:results:${id}`)) >= jobs) return true;
  return false;
}

async function killBroker(broker: AttackedBroker, id: string, { brokerAt }: Chaos, over: AbortSignal) {
  if (!(await untilJobs(broker, id, brokerAt, over))) return 'the broker was not killed: the attack is too small';
  broker.kill();
  await sleep(1000);
  await broker.restart();
  return undefined;
}

async function stopWorker(
  broker: AttackedBroker,
  crew: WorkerCrew,
  id: string,
  { stopAt }: Chaos,
  stopped: Stopped,
  over: AbortSignal,
): Promise<string | undefined> {
  if (!(await untilJobs(broker, id, stopAt, over))) return 'no worker was stopped: the attack is too small';
  stopped.lane = 0;
  while (crew.worker(0) === undefined) if (!(await pause(50, over))) return undefined;
  const child = crew.worker(0);
  child?.kill('SIGSTOP');
  await pause(2 * lockMs, over);
  child?.kill('SIGCONT');
  delete stopped.lane;
  return undefined;
}

/** Puts jobs onto the queue again under other names, so that two workers do them. */
async function deliverTwice(broker: AttackedBroker, over: AbortSignal): Promise<string | undefined> {
  const { hostname, port, password } = new URL(broker.url);
  let again = 0;
  for (const name of Object.keys(await broker.client.hgetall('lastbit:queues'))) {
    const connection = { host: hostname, port: Number(port), password, maxRetriesPerRequest: null };
    const queue = new Queue(name, { prefix: 'lastbit', connection });
    queue.on('error', () => {});
    const waiting = await queue.getJobs(['waiting', 'prioritized', 'active'], 0, 20);
    for (const job of waiting) {
      await queue.add(job.name, job.data, { ...job.opts, jobId: `again-${job.id}` });
      again += 1;
    }
    await queue.close();
  }
  return again > 0 || over.aborted ? undefined : 'no job was delivered twice';
}

function crewFaults(runs: readonly Run[]): readonly string[] {
  return runs.flatMap(({ status, left, stderr }) => [
    ...(['SIGKILL', 0, 143, 'SIGTERM'].includes(status) ? [] : [`a worker ended with ${status}: ${lastLine(stderr)}`]),
    ...left.map((process) => `a worker left a process: ${process}`),
  ]);
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

function reportFaults(alone: Run, report: Run): readonly string[] {
  const faults = [alone, report].flatMap(({ status, inTime, stderr }) =>
    status === 1 && inTime ? [] : [`status ${status}, not 1 for violated claims: ${lastLine(stderr)}`],
  );
  if (alone.stdout === '' || report.stdout === '') return [...faults, 'there is no report'];
  const differs = difference(alone.stdout, report.stdout);
  return [
    ...faults,
    ...(differs === undefined ? [] : [`the report is not that of one process: ${differs}`]),
    ...mutantFaults(report.stdout),
  ];
}

interface Told {
  readonly findings: readonly { readonly entry: { readonly id: string; readonly subject: { readonly id: string } } }[];
}

/** Every mutant is found, and no counterexample is told twice. */
function mutantFaults(json: string): readonly string[] {
  const { findings } = JSON.parse(json) as Told;
  const ids = findings.map(({ entry }) => entry.id);
  return [
    ...(new Set(ids).size === ids.length ? [] : ['a counterexample is told twice']),
    ...Object.keys(mutants)
      .filter((operation) => !findings.some(({ entry }) => entry.subject.id === `mutants/${operation}`))
      .map((operation) => `the mutant of ${operation} is not found`),
  ];
}

function corpusFaults({ folder }: Arena): readonly string[] {
  const differs = corpusDifference(join(folder, 'alone', 'corpus'), join(folder, 'report', 'corpus'));
  return differs === undefined ? [] : [`the corpora differ: ${differs}`];
}
