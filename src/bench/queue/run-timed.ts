import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { treeMemory } from '../../jobs/memory.ts';
import { places } from '../../places/places.ts';

/** A command of lastbit that has ended. */
export interface Timed {
  readonly stdout: string;
  readonly seconds: number;
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
  const child = spawn(process.execPath, [join(places.program, 'bin', 'lastbit.js'), ...words], {
    ...{ cwd: folder, env: { ...process.env, LASTBIT_QUEUE: url } },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
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
  return { stdout, seconds: (performance.now() - begin) / 1000, peakBytes: peak === 0 ? null : peak };
}
