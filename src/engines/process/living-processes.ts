import type { ChildProcess } from 'node:child_process';

/**
 * All live engine processes, so that none outlives lastbit. On exit (also after an uncaught error) and on SIGINT,
 * SIGTERM and SIGHUP the process group of each is killed. If others listen to the signal too, they decide what happens
 * next; otherwise it takes its usual effect. If lastbit is killed by SIGKILL, none of this runs, but each host sees the
 * end of its input and exits.
 */
const living = new Set<ChildProcess>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let watching = false;

export function watch(child: ChildProcess): void {
  living.add(child);
  child.once('exit', () => living.delete(child));
  if (watching) return;
  watching = true;
  process.on('exit', killAll);
  for (const signal of signals) process.on(signal, onSignal);
}

/** Kills a process and everything that it started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function killAll(): void {
  for (const child of living) killGroup(child);
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  killAll();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}
