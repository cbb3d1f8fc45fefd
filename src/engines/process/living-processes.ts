import type { ChildProcess } from 'node:child_process';
import { guard, release } from './watchdog.ts';

/**
 * All live processes that lastbit has started as leaders of a process group, so that none outlives it. When a leader
 * ends, the rest of its group is killed. When lastbit exits, all groups are; if it is killed, the watchdog does it.
 */
const living = new Set<ChildProcess>();
let watching = false;

/** To be called at once after the start of a process that leads a group (`detached`). */
export function watch(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  living.add(child);
  guard(pid);
  child.once('exit', () => {
    killGroup(child);
    living.delete(child);
    release(pid);
  });
  if (watching) return;
  watching = true;
  process.on('exit', killAll);
}

/** Kills a process and everything that it started. Not after its end: the number may then be another's. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || !living.has(child)) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function killAll(): void {
  for (const child of living) killGroup(child);
}
