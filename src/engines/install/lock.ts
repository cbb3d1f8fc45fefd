import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A lock between processes: a file that names its holder. It is made complete under another name and then linked, so nobody
 * reads half of it. A holder touches it every few seconds; it is stale when the holder's process is gone or has not touched it
 * for a minute (a process number used again, a machine that was switched off).
 *
 * The lock saves double work; it is not what keeps the cache whole. Two that break one stale lock in the same instant may both
 * go on, and each still builds in a folder of its own and renames it into place in one step.
 */
export interface Lock {
  release(): void;
}

interface Holder {
  readonly process: number;
  readonly host: string;
  /** Tells this process from an earlier one with the same number, which containers have often. */
  readonly instance: string;
}

const instance: string = randomUUID();

const heartbeatMs = 5_000;
const staleAfterMs = 60_000;
const pollMs = 200;

/** Waits until the lock is ours. `onWait` is called once, with the process that holds it, if we must wait. */
export async function acquireLock(path: string, onWait: (holder: number) => void): Promise<Lock> {
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; !tryLock(path); ) {
    const holder = readHolder(path);
    if (holder === 'released') continue;
    if (holder === 'garbage' || isStale(path, holder)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!waited) onWait(holder.process);
    waited = true;
    await sleep(pollMs);
  }
  const heartbeat = setInterval(() => touch(path), heartbeatMs);
  heartbeat.unref();
  return {
    release() {
      clearInterval(heartbeat);
      const holder = readHolder(path);
      if (typeof holder === 'object' && holder.instance === instance) rmSync(path, { force: true });
    },
  };
}

function tryLock(path: string): boolean {
  const complete = `${path}.${process.pid}.tmp`;
  writeFileSync(complete, JSON.stringify({ process: process.pid, host: hostname(), instance } satisfies Holder));
  try {
    linkSync(complete, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(complete, { force: true });
  }
}

function readHolder(path: string): Holder | 'released' | 'garbage' {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return typeof holder.process === 'number' && typeof holder.host === 'string' ? (holder as Holder) : 'garbage';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'released' : 'garbage';
  }
}

function isStale(path: string, holder: Holder): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > staleAfterMs) return true;
  } catch {
    return false; // Released just now: try again.
  }
  if (holder.host !== hostname()) return false;
  return holder.process === process.pid ? holder.instance !== instance : !isAlive(holder.process);
}

/** Whether a process of this machine runs. One that belongs to somebody else runs too. */
export function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Somebody broke it: the work goes on, see above.
  }
}
