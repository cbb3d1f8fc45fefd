import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Reads lines `+ GROUP`, `- GROUP` and `/ FOLDER` from standard input. At its end it kills the process groups that are
 * left, and removes the folders; what still dies may write there for a while. No signal of the terminal reaches it, for
 * it has a session of its own.
 */
const script = `trap '' INT TERM HUP QUIT
groups=' '
folders=''
while read -r change group; do
  case $change in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
    /) folders="$folders$group
" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done 2>/dev/null
printf %s "$folders" | while read -r folder; do
  for try in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf -- "$folder" && sleep 0.2 && [ ! -e "$folder" ] && break
  done
done 2>/dev/null`;

let running: ChildProcess | undefined;
const guarded = new Set<number>();
const folders = new Set<string>();

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

/** Has a folder removed as soon as this process is gone, after the process groups that it guards are killed. */
export function guardFolder(path: string): void {
  folders.add(path);
  if (running === undefined) start();
  else tell('/', path);
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
  for (const path of folders) tell('/', path);
}

function tell(change: '+' | '-' | '/', what: number | string): void {
  running?.stdin?.write(`${change} ${what}\n`);
}
