import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killMarked, leftAfter, markName } from './processes.ts';

export const checkout: string = fileURLToPath(new URL('../..', import.meta.url));
const program = join(checkout, 'bin', 'lastbit.js');

/** How lastbit is started. */
export interface Start {
  readonly words: readonly string[];
  readonly folder: string;
  /** Beside the environment of this process; undefined removes a variable. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** After this many milliseconds it has not ended, and is killed. */
  readonly withinMs: number;
  /** A command line for `sh`, in which `"$@"` starts lastbit with `words`: `exec "$@" >&-`. */
  readonly shell?: string;
  /** Another bin/lastbit.js. */
  readonly program?: string;
  readonly uid?: number;
  /** What is done while it runs. */
  readonly meanwhile?: (running: Running) => Promise<void>;
  /** Helpers that leave the session on purpose are out of reach: they are not counted. */
  readonly mayLeave?: boolean;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  readonly hasEnded: () => boolean;
  /** Standard output and standard error so far. */
  readonly printed: () => string;
}

/** What came of it. */
export interface Run {
  /** To be given to a shell. */
  readonly command: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The exit status, or the name of the signal that ended it. */
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  readonly inTime: boolean;
  /** Processes that were still there 3 s after the end. */
  readonly left: readonly string[];
  /** Temporary files that lie in the folder. */
  readonly temporary: readonly string[];
}

/** More is not kept. */
const mostKept = 2 ** 22;
/** How long an engine may live after lastbit has ended. */
export const lingeringMs = 3000;

/** Starts lastbit as a process and waits until it has ended, or kills it. What it started is killed afterwards. */
export async function runLastbit(start: Start): Promise<Run> {
  const mark = randomUUID();
  const line = [process.execPath, start.program ?? program, ...start.words];
  const [command = '', ...rest] = start.shell === undefined ? line : ['sh', '-c', start.shell, 'sh', ...line];
  const environment = { ...process.env, ...start.environment, [markName]: mark };
  const options: SpawnOptions = { cwd: start.folder, env: environment, detached: true };
  const begin = performance.now();
  const child = spawn(command, rest, {
    ...options,
    ...(start.uid === undefined ? {} : { uid: start.uid, gid: start.uid }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [kept(child.stdout), kept(child.stderr)];
  let status: number | string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      status = error.message;
      resolve();
    });
    // Not `close`: a helper that holds the pipes must not hold the attack.
    child.once('exit', (code, signal) => {
      status = code ?? signal ?? 'unknown';
      resolve();
    });
  });
  const hasEnded = (): boolean => status !== undefined;
  const meanwhile = start.meanwhile?.({ child, ended, hasEnded, printed: () => stdout() + stderr() });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, start.withinMs);
  });
  await Promise.race([ended, late]);
  clearTimeout(timer);
  const inTime = hasEnded();
  const ms = performance.now() - begin;
  if (!inTime) killGroup(child);
  await ended;
  await meanwhile;
  const left = start.mayLeave === true || !inTime ? [] : await leftAfter(lingeringMs, mark);
  killMarked(mark);
  // What it wrote last is read before its end is heard of, or just after.
  await new Promise((resolve) => setTimeout(resolve, 10));
  child.stdout?.destroy();
  child.stderr?.destroy();
  return {
    command: shellText(start),
    environment: start.environment ?? {},
    status: status ?? 'unknown',
    stdout: stdout(),
    stderr: stderr(),
    ...{ ms, inTime },
    left: left.map(({ pid, command: text }) => `${pid} ${text}`),
    temporary: temporaryIn(start.folder),
  };
}

function kept(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (length < mostKept) chunks.push(chunk);
    length += chunk.length;
  });
  stream?.on('error', () => {});
  return () => Buffer.concat(chunks).toString('utf8');
}

function killGroup(child: ChildProcess): void {
  try {
    process.kill(-(child.pid as number), 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** Files that only a write in progress has. */
export function temporaryIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tmp\b|~$/.test(name));
  } catch {
    return [];
  }
}

function shellText({ words, environment = {}, shell }: Start): string {
  const variables = Object.entries(environment).map(([name, value]) =>
    value === undefined ? `-u ${name}` : `${name}=${quoted(value)}`,
  );
  const line = ['lastbit', ...words.map(quoted)].join(' ');
  const before = variables.length === 0 ? '' : `env ${variables.join(' ')} `;
  return shell === undefined ? before + line : `${before}sh -c ${quoted(shell)} sh ${line}`;
}

/** A word for a shell. Very long words are cut: they are for reading only. */
export function quoted(word: string): string {
  const shown = word.length > 400 ? `${word.slice(0, 200)}…(${word.length} characters)` : word;
  if (/^[\w@%+=:,./-]+$/.test(shown)) return shown;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped.
  if (/[\x00-\x1f\x7f-\x9f]/.test(shown)) return `$'${JSON.stringify(shown).slice(1, -1).replaceAll("'", "\\'")}'`;
  return `'${shown.replaceAll("'", `'\\''`)}'`;
}
