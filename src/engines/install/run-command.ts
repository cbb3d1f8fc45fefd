import { type ChildProcess, spawn } from 'node:child_process';

/** How a command ended. `status` is null after a signal; 127 when the program does not exist. Output beyond the last 64 KiB is dropped. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const keptCharacters = 65_536;
const running = new Set<ChildProcess>();

/** Runs a program to its end, in a process group of its own so that `stopCommands` also ends what it has started. Never throws. */
export function runCommand(
  program: string,
  words: readonly string[],
  options: { readonly folder?: string; readonly environment?: Readonly<Record<string, string | undefined>> } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      cwd: options.folder,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    running.add(child);
    let stdout = '';
    let stderr = '';
    const finish = (status: number | null): void => {
      running.delete(child);
      resolve({ status, stdout, stderr });
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-keptCharacters);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-keptCharacters);
    });
    child.on('error', (error) => {
      stderr += error.message;
      finish(127);
    });
    child.on('close', finish);
  });
}

/** Ends every command that is running, with all that it has started. Synchronous, so that a signal handler may call it. */
export function stopCommands(): void {
  for (const child of running) {
    if (child.pid === undefined) continue;
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
    } catch {
      // It ended between the two lines.
    }
  }
}
