import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compiledProgram } from '../../compiled-program.test-support.ts';
import { python } from '../../python.test-support.ts';

const program = fileURLToPath(new URL('./parent.test-support.mjs', import.meta.url));
const modules = join(dirname(await compiledProgram()), '..', 'dist');

interface Ended {
  readonly engine: number;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a parent until it has printed the process id of its engine, sends it a signal if one is given, and waits for its
 * exit.
 */
async function run(mode: string, ending: string, signal?: NodeJS.Signals): Promise<Ended> {
  const parent = spawn(process.execPath, [program, modules, python, mode, ending], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  parent.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes('\n') && signal !== undefined) parent.kill(signal);
  });
  const [status, by] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    parent.once('exit', (code, killer) => resolve([code, killer]));
  });
  return { engine: Number(said), status, signal: by };
}

async function goneWithin(pid: number, ms: number): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; ) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** A dead orphan keeps its process id until the system reaps it, which some do only every other second. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

test.concurrent.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends the engine that is at work, and keeps its meaning',
  async (signal) => {
    const ended = await run('hang', 'wait', signal);
    expect(ended).toMatchObject({ signal, status: null });
    expect(ended.engine).toBeGreaterThan(0);
    expect(await goneWithin(ended.engine, 2000)).toBe(true);
  },
);

test.concurrent.each([
  ['an uncaught error', 'hang', 'throw', 1],
  ['process.exit', 'hang', 'exit', 5],
  ['the natural end of a program that closed nothing', 'well', 'end', 0],
])('%s leaves no engine behind', async (_, mode, ending, status) => {
  const ended = await run(mode, ending);
  expect(ended).toMatchObject({ status, signal: null });
  expect(await goneWithin(ended.engine, 2000)).toBe(true);
});

test.concurrent.each(['well', 'hang'])('if lastbit itself is killed, no engine (%s) is left', async (mode) => {
  const ended = await run(mode, 'wait', 'SIGKILL');
  expect(ended).toMatchObject({ signal: 'SIGKILL' });
  expect(await goneWithin(ended.engine, 5000)).toBe(true);
});
