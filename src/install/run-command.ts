import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { killGroup, watch } from '../engines/process/living-processes.ts';
import { onFirstSignal } from '../engines/process/signals.ts';

/**
 * How a command ended. `status` is null after a signal; 127 when the program does not exist. Output beyond the last 64
 * KiB is dropped.
 */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const keptCharacters = 65_536;
const running = new Set<ChildProcess>();
let interrupted = false;

/**
 * Runs a program to its end, in a process group of its own, so that what it starts can be stopped with it. Never
 * throws. After an interruption it never returns, so that nothing more is installed.
 */
export function runCommand(
  program: string,
  words: readonly string[],
  options: { readonly folder?: string; readonly environment?: Readonly<Record<string, string | undefined>> } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    if (interrupted) return;
    const child = spawn(program, words, {
      cwd: options.folder,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    watch(child);
    running.add(child);
    let stdout = '';
    let stderr = '';
    const finish = (status: number | null): void => {
      running.delete(child);
      if (!interrupted) resolve({ status, stdout, stderr });
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

/**
 * When the user or the system ends this process: stops the commands and calls `cleanUp`. Returns a function that makes
 * it listen no longer.
 */
export function onInterrupt(cleanUp: () => void): () => void {
  return onFirstSignal(() => {
    interrupted = true;
    for (const child of running) killGroup(child);
    cleanUp();
    return 'ends';
  });
}

/** Whether a folder of PATH has a program of this name (without `.exe`: only Unix is asked). Starts nothing. */
export function isOnPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.some((folder) => existsSync(join(folder, program)));
}
