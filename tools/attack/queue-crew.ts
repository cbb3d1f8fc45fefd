import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openLocalBroker, stopLocalBroker } from '../../src/queue/local-broker.ts';
import type { Arena } from './attack.ts';
import { type Run, runLastbit } from './run-lastbit.ts';

/** Locks of the workers under attack are this long, instead of half a minute. */
export const lockMs = 4000;

/** A real broker on loopback, which can be killed. */
export interface AttackedBroker {
  readonly url: string;
  /** A connection of the attacker's own. */
  readonly client: Redis;
  /** SIGKILL. */
  kill(): void;
  /** Starts it on the same port, with what its file holds. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startBroker(arena: Arena): Promise<AttackedBroker> {
  const folder = join(arena.folder, 'broker');
  let { url, pid } = await openLocalBroker(folder);
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 100 });
  client.on('error', () => {});
  return {
    ...{ url, client },
    kill: () => void process.kill(pid, 'SIGKILL'),
    restart: async () => {
      ({ url, pid } = await openLocalBroker(folder));
    },
    close: async () => {
      client.disconnect();
      await stopLocalBroker(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where and how the commands of one attack run. */
export interface Place {
  readonly arena: Arena;
  readonly url: string;
}

/** Runs a command in a folder of its own, `name`. */
export async function inPlace({ arena, url }: Place, name: string, words: readonly string[]): Promise<Run> {
  const folder = join(arena.folder, name);
  mkdirSync(join(folder, 'corpus'), { recursive: true });
  return runLastbit({ words, folder, environment: environmentOf(url), withinMs: 120_000 * (await arena.slowness()) });
}

/** Runs `campaign watch --json` until it has printed something, or has ended by itself. */
export async function watchBriefly({ arena, url }: Place, more: readonly string[] = []): Promise<Run> {
  const folder = join(arena.folder, 'watch');
  mkdirSync(folder, { recursive: true });
  return runLastbit({
    ...{ words: ['campaign', 'watch', '--json', ...more], folder, environment: environmentOf(url) },
    withinMs: 60_000 * (await arena.slowness()),
    meanwhile: async ({ child, hasEnded, printed }) => {
      while (!hasEnded() && !printed().includes('{')) await sleep(50);
      // Until it is done it goes on.
      child.kill('SIGTERM');
    },
  });
}

/** How a watch may end: by itself, or by SIGTERM. */
export const watchStatuses: readonly (number | string)[] = [0, 1, 2, 143, 'SIGTERM'];

const environmentOf = (url: string) => ({ LASTBIT_QUEUE: url, LASTBIT_QUEUE_LOCK_MS: String(lockMs) });

/** Workers, of which each is replaced when it ends. */
export class WorkerCrew {
  /** How each worker ended. */
  readonly runs: Run[] = [];
  private readonly living: (ChildProcess | undefined)[] = [];
  private readonly lanes: Promise<void>[];
  private isOver = false;

  constructor(place: Place, size: number, words: readonly string[]) {
    this.lanes = Array.from({ length: size }, (_, lane) => this.lane(place, lane, words));
  }

  /** How many were killed or ended, and replaced. */
  get replaced(): number {
    return this.runs.length;
  }

  /** The process of a worker; undefined between two. */
  worker(lane: number): ChildProcess | undefined {
    return this.living[lane];
  }

  signal(lane: number, signal: NodeJS.Signals): void {
    this.living[lane]?.kill(signal);
  }

  /** Asks all to end, and waits until they have. */
  async end(): Promise<void> {
    this.isOver = true;
    for (const child of this.living) child?.kill('SIGTERM');
    await Promise.all(this.lanes);
  }

  private async lane({ arena, url }: Place, lane: number, words: readonly string[]): Promise<void> {
    const folder = join(arena.folder, `worker-${lane}`);
    mkdirSync(folder, { recursive: true });
    while (!this.isOver) {
      this.runs.push(
        await runLastbit({
          ...{ words: ['campaign', 'work', ...words], folder, environment: environmentOf(url), withinMs: 600_000 },
          meanwhile: async ({ child, ended }) => {
            this.living[lane] = child;
            await ended;
            this.living[lane] = undefined;
          },
        }),
      );
      // One that ends at once must not fill the machine.
      if (!this.isOver) await sleep(100);
    }
  }
}

/** Waits until as many jobs have a result, or are given up. Returns how many have one. */
export async function untilDone(
  { client }: AttackedBroker,
  id: string,
  jobs: number,
  withinMs: number,
): Promise<{ readonly results: number; readonly givenUp: number }> {
  const until = performance.now() + withinMs;
  for (;;) {
    const [done, quarantined] = await Promise.all([
      client.hkeys(`lastbit:results:${id}`),
      client.hkeys(`lastbit:quarantine:${id}`),
    ]);
    const results = done.length;
    const givenUp = quarantined.filter((number) => !done.includes(number)).length;
    if (results + givenUp >= jobs || performance.now() > until) return { results, givenUp };
    await sleep(200);
  }
}
