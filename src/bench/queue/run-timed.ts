import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { treeMemory } from '../../jobs/memory.ts';
import { places } from '../../places/places.ts';

/** A command of lastbit that has ended. */
export interface Timed {
  readonly stdout: string;
  readonly seconds: number;
  /** Of the processor, user and system, by its own process and all that it waited for; NaN with `forMs`. */
  readonly processorSeconds: number;
  /** The largest memory of its own process, and of all that it started, as far as it was seen; null where unknown. */
  readonly peakBytes: number | null;
}

const lookMs = 100;

/**
 * Runs `lastbit` as a process of its own, in a folder. `statuses`: with which it may end. A signal ends it after
 * `forMs`, if that is given.
 */
export async function runTimed(
  words: readonly string[],
  folder: string,
  url: string,
  { statuses = [0], forMs }: { readonly statuses?: readonly number[]; readonly forMs?: number } = {},
): Promise<Timed> {
  const begin = performance.now();
  const program = [process.execPath, join(places.program, 'bin', 'lastbit.js'), ...words];
  // A shell does not pass on a signal.
  const [command, ...args] = forMs === undefined ? ['sh', '-c', withTimes, 'sh', ...program] : program;
  const child = spawn(command!, args, {
    ...{ cwd: folder, env: { ...process.env, LASTBIT_QUEUE: url } },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let [stdout, stderr, times] = ['', '', ''];
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    times += chunk.toString('utf8');
  });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2000);
  });
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, (child.pid === undefined ? undefined : treeMemory(child.pid)?.peak) ?? 0);
  }, lookMs);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (forMs !== undefined) {
    await Promise.race([ended, sleep(forMs)]);
    child.kill('SIGTERM');
  }
  const status = await ended;
  clearInterval(look);
  if (forMs === undefined && !statuses.includes(status ?? -1))
    throw new Error(`lastbit ${words.join(' ')} ended with status ${status}: ${stderr.trim().split('\n').at(-1)}`);
  const seconds = (performance.now() - begin) / 1000;
  return { stdout, seconds, processorSeconds: secondsIn(times), peakBytes: peak === 0 ? null : peak };
}

/** POSIX: `times` prints what the shell took, and what its children took. */
const withTimes = '"$@"; status=$?; times >&3; exit $status';

/** The sum of the last line of `times`, such as `0m1.23s 0m0.45s`. */
export function secondsIn(times: string): number {
  const parts = [...(times.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  if (parts.length !== 2) return Number.NaN;
  return parts.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}
