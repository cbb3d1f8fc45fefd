import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 200;
/** The locks of this process, to distinguish it from an earlier one with the same number: containers reuse numbers. */
const held = new Set<string>();

/**
 * Waits until this process holds the lock, a file with the number of the process that holds it. Takes over a lock whose
 * process is gone. Calls `onWait` once, with the number of a live process. Returns a function that releases the lock.
 */
export async function acquireLock(path: string, onWait: (holder: number) => void): Promise<() => void> {
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; !tryLock(path); ) {
    const holder = readHolder(path);
    if (holder === undefined) continue;
    if (holder === process.pid ? !held.has(path) : !isAlive(holder)) {
      takeAway(path, holder);
      continue;
    }
    if (!waited) onWait(holder);
    waited = true;
    await sleep(pollMs);
  }
  held.add(path);
  return () => {
    if (held.delete(path)) rmSync(path, { force: true });
  };
}

/** Writes the file under another name and links it, so that nobody reads an empty lock. */
function tryLock(path: string): boolean {
  const written = `${path}.${process.pid}`;
  writeFileSync(written, String(process.pid));
  try {
    linkSync(written, path);
    return true;
  } catch (error) {
    demandCode(error, 'EEXIST');
    return false;
  } finally {
    rmSync(written, { force: true });
  }
}

/** Undefined if the lock has just been released. A file without a number belongs to nobody: number 0. */
function readHolder(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || 0;
  } catch (error) {
    return demandCode(error, 'ENOENT');
  }
}

/**
 * Two processes may see the same stale lock. The slower one takes away the lock of the faster one, notices this, and
 * puts it back.
 */
function takeAway(path: string, holder: number): void {
  const away = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, away);
    if (readHolder(away) !== holder) linkSync(away, path);
  } catch (error) {
    // Another process was faster.
    demandCode(error, 'ENOENT', 'EEXIST');
  }
  rmSync(away, { force: true });
}

/** Throws every error except those with such a code. */
function demandCode(error: unknown, ...codes: readonly string[]): undefined {
  if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  return undefined;
}

/** Whether a process of this machine runs, under any user. */
function isAlive(id: number): boolean {
  if (id === 0) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
