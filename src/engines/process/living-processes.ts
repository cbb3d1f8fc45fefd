import type { ChildProcess } from 'node:child_process';

/**
 * Every engine process that is alive, so that none outlives lastbit: on exit (also after an uncaught error) and on SIGINT, SIGTERM
 * and SIGHUP the whole process group of each is killed. A signal that somebody else also listens to is left to them after
 * that; otherwise it takes its usual effect. Where lastbit itself is killed with SIGKILL nothing of this runs: then a host sees
 * the end of its input, and exits.
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

/** Kills a process and what it has started. */
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
