import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { splitWords } from '../../engines/user-engine.ts';
import { type Ended, mainHere } from '../main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-regressions-'));
afterAll(() => rmSync(folder, { recursive: true }));
const text = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const program = /```python\n([\s\S]*?)```/.exec(text)![1]!;
const python = process.env.LASTBIT_PYTHON || 'python3';
const file = join(folder, 'my engine.py');
const engine = `mine=${python} -S -E "${file}"`;

/** The engine of docs/protocol.md, with a line before each convolution. */
const write = (line: string): void =>
  writeFileSync(
    file,
    program.replace('    for top in', `    ${line}\n    for top in`).replace('json,', 'json, os, time,'),
  );

const verify = (corpus: string, ...words: readonly string[]): Promise<Ended> =>
  mainHere(['verify', '--engine', engine, '--subject', 'mine', '--corpus', join(folder, corpus), ...words]);

/** What messages print after `npx lastbit`, as a shell would split it. */
function printed(said: string): readonly (readonly string[])[] {
  const commands = [...said.matchAll(/npx lastbit (corpus replay .*)/g)].map(([, words]) => splitWords(words!));
  return [...new Map(commands.map((words) => [words.join(' '), words])).values()];
}

test('a crash leaves a small entry whose replay command shows it again, until it is mended', async () => {
  write('if image[0] > 0: os._exit(3)');
  const found = await verify('crash', 'dot-any-order', '--cases', '60', '--seed', '98');
  expect(found.status).toBe(1);
  expect(found.stderr).toMatch(/NO ANSWER {2}dot-any-order by mine\/conv2d:binary64 1\n/);
  expect(found.stdout).toMatch(/NO ANSWER {2}dot-any-order by mine\/conv2d:binary64 1\n.*shape +1×1×1/);
  expect(found.stdout).toMatch(/computed +no answer/);
  expect(found.stdout).toMatch(/FAILED/);
  const [command] = printed(found.stderr);
  expect(await mainHere(command!)).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/failed: the process ended with status 3/),
  });
  const again = await verify('crash', 'dot-any-order', '--cases', '1', '--seed', '98');
  expect(again).toMatchObject({ status: 1, stdout: expect.stringMatching(/STILL FAILS {2}dot-any-order by mine/) });
  expect(await mainHere(['corpus', 'lint', '--corpus', join(folder, 'crash')])).toMatchObject({ status: 0 });

  write('pass');
  expect(await mainHere(command!)).toMatchObject({ status: 0, stdout: expect.stringMatching(/: FIXED: /) });
  const mended = await verify('crash', 'dot-any-order', '--cases', '60', '--seed', '98');
  expect(mended.stdout).toMatch(/^FIXED {2}dot-any-order by mine\/conv2d:binary64: /m);
  expect(mended.status).toBe(0);
  expect(await mainHere(['corpus', 'lint', '--corpus', join(folder, 'crash')])).toMatchObject({ status: 0 });
});

test('every replay command that is printed works as printed', async () => {
  write('kernel = [1.5 * tap for tap in kernel]');
  const claims = join(folder, 'my claims.mjs');
  const never = `{ id: 'mine-never', statement: 'No output is right.', holds: () => 'always false' }`;
  writeFileSync(claims, `export default ${never};`);
  const few = ['--cases', '60', '--seed', '98', '--claims', claims];
  const found = await verify('wrong', 'dot-any-order', 'mine-never', ...few);
  const again = await verify('wrong', 'dot-any-order', '--summary', ...few);
  const json = await verify('wrong', 'dot-any-order', '--json', ...few);
  const { findings, saved } = JSON.parse(json.stdout) as Record<string, readonly { readonly replay: string }[]>;
  const inJson = [...findings!, ...saved!].map(({ replay }) => replay);
  expect(printed(inJson.join('\n')).length).toBeGreaterThan(1);
  for (const text of [found.stdout, found.stderr, again.stdout, again.stderr]) expect(printed(text)).not.toEqual([]);
  const commands = printed([found.stdout, found.stderr, again.stdout, again.stderr, ...inJson].join('\n'));
  // One for each claim at least, and no form of a command that another output does not have too.
  const ids = new Set(commands.map(([, , id]) => id));
  expect(ids.size).toBeGreaterThan(1);
  expect(commands).toHaveLength(ids.size);
  for (const words of commands) {
    const { status, stdout, stderr } = await mainHere(words);
    expect({ status, stdout, stderr }).toEqual({
      ...{ status: 1, stderr: '' },
      stdout: expect.stringMatching(/violated.*as expected/),
    });
  }
  const [, , id] = commands[0]!;
  const place = ['--corpus', join(folder, 'wrong')];
  const unasked = {
    status: 2,
    stderr: expect.stringMatching(/if it is yours, (--engine mine=COMMAND|name its file with --claims)\n$/),
  };
  for (const words of [[id!], []])
    expect(await mainHere(['corpus', 'replay', ...words, ...place])).toMatchObject(unasked);
});

test('the defects of the engines of lastbit are known in any folder', async () => {
  const words = [
    'verify',
    'dot-any-order',
    '--subject',
    'tfjs-wasm',
    '--cases',
    '20',
    '--corpus',
    join(folder, 'none'),
  ];
  const { stdout } = await mainHere(words);
  expect(stdout).toMatch(/KNOWN DEFECT.*: tfjs-wasm\//);
});
