import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 200;
/** The locks of this process, to distinguish it from an earlier one with the same number: containers reuse numbers. */
const held = new Set<string>();

/**
 * Waits until this process holds the lock, a file that names the process that holds it by number and start. Takes over
 * a lock whose process is gone. Calls `onWait` once, with the number of a live process. Returns a function that
 * releases the lock.
 */
export async function acquireLock(path: string, onWait: (holder: number) => void): Promise<() => void> {
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; !tryLock(path); ) {
    const holder = readHolder(path);
    if (holder === undefined) continue;
    const id = Number.parseInt(holder, 10) || 0;
    if (id === process.pid ? !held.has(path) : !isAlive(id, holder.split(' ')[1])) {
      takeAway(path, holder);
      continue;
    }
    if (!waited) onWait(id);
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
  writeFileSync(written, `${process.pid} ${startOf(process.pid) ?? ''}`.trim());
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

/** Undefined if the lock has just been released. */
function readHolder(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return demandCode(error, 'ENOENT');
  }
}

/**
 * Two processes may see the same stale lock. The slower one takes away the lock of the faster one, notices this, and
 * puts it back.
 */
function takeAway(path: string, holder: string): void {
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

/**
 * Whether a process of this machine runs, under any user: of this number, and of this start if both are known. One that
 * has ended does not, even if nobody has asked for its status, as in containers without an init.
 */
export function isAlive(id: number, start: string | undefined): boolean {
  // A file without a number names nobody.
  if (id === 0 || statOf(id)?.[0] === 'Z') return false;
  try {
    process.kill(id, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return start === undefined || (startOf(id) ?? start) === start;
}

/** When a process began, in ticks since the machine did; undefined where the system does not tell. */
export function startOf(id: number): string | undefined {
  return statOf(id)?.[19];
}

/** What Linux tells of a process, from its state on. */
function statOf(id: number): readonly string[] | undefined {
  try {
    // The name of the program, which may hold blanks, ends with the last bracket.
    return readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
  } catch {
    return undefined;
  }
}
