import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { compiledProgram } from '../../compiled-program.test-support.ts';
import { parseEntry } from '../../corpus/parse-entry.ts';
import { entryPath } from '../../corpus/store.ts';
import { treeOf } from '../../jobs/memory.ts';
import { workerWord } from '../../jobs/messages.ts';
import { repeats } from '../../repeats.test-support.ts';
import { wrongEngine } from './wrong-engine.test-support.ts';

const lastbit = await compiledProgram();
const folder = mkdtempSync(join(tmpdir(), 'lastbit-loses-nothing-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A signal, and the status and signal that the program ends with. */
const signals: readonly (readonly [NodeJS.Signals, number | null, NodeJS.Signals | null])[] = [
  ['SIGINT', 1, null],
  ['SIGKILL', null, 'SIGKILL'],
];

/** A campaign against a wrong engine, in a process of its own, started by a shell after `before`. */
function verify(corpus: string, limit: readonly string[], before = ''): ChildProcess {
  const words = ['verify', 'dot-any-order', '--engine', wrongEngine(folder), '--subject', 'wrong', '--seed', '98'];
  const command = [process.execPath, lastbit, ...words, ...limit, '--corpus', corpus];
  return spawn('sh', ['-c', `${before} exec "$@"`, 'sh', ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Collects what it says; `told` when it tells of a counterexample. */
function listen(child: ChildProcess): { readonly said: { out: string; err: string }; readonly told: Promise<void> } {
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  const told = new Promise<void>((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said.err += chunk.toString();
      if (said.err.includes('VIOLATED')) resolve();
    });
  });
  return { said, told };
}

const filesOf = (corpus: string): readonly string[] =>
  readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

test('on a full disk the counterexample is printed in full, and the status is 1', async () => {
  const corpus = join(folder, 'full');
  const child = verify(corpus, ['--cases', '60', '--jobs', '1'], 'ulimit -f 0;');
  const { said } = listen(child);
  const [status] = await once(child, 'close');
  expect(status).toBe(1);
  const whole = /could not be written to (\S+): .*EFBIG.*; here it is:\n(\{[\s\S]*?\n\}\n)/.exec(said.err)!;
  const entry = parseEntry(whole[2]!, 'printed');
  expect(whole[1]).toBe(entryPath(corpus, entry));
  expect(said.out).toMatch(/not written: .*EFBIG/);
  expect(filesOf(corpus)).toEqual([]);
});

/** With one process SIGINT, and with workers SIGKILL; `npm run test:thorough` tries both with both. */
const withOne = repeats(signals, signals.slice(0, 1));
const withWorkers = repeats(signals, signals.slice(1));

test.each(withOne)('%s after a counterexample was reported: it is on disk, in full', async (signal, status, by) => {
  const corpus = join(folder, signal);
  const child = verify(corpus, ['--seconds', '50', '--jobs', '1']);
  const { said, told } = listen(child);
  await told;
  child.kill(signal);
  expect(await once(child, 'close')).toEqual([status, by]);
  const kept = /kept in +(\S+)/.exec(said.err)![1]!;
  expect(filesOf(corpus)).toContain(kept);
  expect(parseEntry(readFileSync(kept, 'utf8'), kept).expectation).toBe('must-fail');
  // An interrupted campaign says what it has; one that was killed cannot.
  expect(/wrong\/conv2d.* VIOLATED/.test(said.out)).toBe(signal === 'SIGINT');
});

test.runIf(process.platform === 'linux').each(withWorkers)(
  '%s with workers: all processes end, and what was found is on disk',
  async (signal, status, by) => {
    const corpus = join(folder, `${signal}-jobs`);
    const child = verify(corpus, ['--seconds', '50', '--jobs', '3']);
    const { said, told } = listen(child);
    await told;
    const isWorker = (pid: number): boolean => commandOf(pid).includes(workerWord);
    await vi.waitFor(() => expect(treeOf(child.pid!)!.filter(isWorker)).toHaveLength(2), { timeout: 30_000 });
    const all = treeOf(child.pid!)!;
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([status, by]);
    await vi.waitFor(() => expect(all.filter((pid) => commandOf(pid) !== '')).toEqual([]), { timeout: 20_000 });
    expect(filesOf(corpus)).toContain(/kept in +(\S+)/.exec(said.err)![1]!);
    expect(/wrong\/conv2d.* VIOLATED/.test(said.out)).toBe(signal === 'SIGINT');
  },
);

/** Empty for a process that has ended. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
