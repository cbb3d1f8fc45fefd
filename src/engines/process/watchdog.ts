import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Reads lines `+ GROUP` and `- GROUP` from standard input. At its end it kills the process groups that are left. No
 * signal of the terminal reaches it, for it has a session of its own.
 */
const script = `trap '' INT TERM HUP QUIT
groups=' '
while read -r change group; do
  case $change in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done 2>/dev/null`;

let running: ChildProcess | undefined;
const guarded = new Set<number>();

/**
 * Has a process group killed as soon as this process is gone, however it ends: SIGKILL and signals without a listener
 * included. One small shell does it for all groups; it starts with the first of them. It holds the reading end of a
 * pipe whose writing end only this process has.
 */
export function guard(group: number): void {
  guarded.add(group);
  if (running === undefined) start();
  else tell('+', group);
}

/** No longer: the group has ended. */
export function release(group: number): void {
  guarded.delete(group);
  tell('-', group);
}

function start(): void {
  // There are no process groups on Windows.
  if (process.platform === 'win32') return;
  const words = ['-c', script, 'lastbit-watchdog'];
  const started = spawn('/bin/sh', words, { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
  const forget = (): void => {
    if (running === started) running = undefined;
  };
  started.on('error', forget);
  started.on('exit', forget);
  started.stdin?.on('error', forget);
  started.unref();
  (started.stdin as Socket | null)?.unref();
  running = started;
  for (const group of guarded) tell('+', group);
}

function tell(change: '+' | '-', group: number): void {
  running?.stdin?.write(`${change} ${group}\n`);
}
