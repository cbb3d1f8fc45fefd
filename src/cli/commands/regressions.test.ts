import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { splitWords } from '../../engines/user-engine.ts';
import { python } from '../../python.test-support.ts';
import { type Ended, mainHere } from '../main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-regressions-'));
afterAll(() => rmSync(folder, { recursive: true }));
const text = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const program = /```python\n([\s\S]*?)```/.exec(text)![1]!;
const file = join(folder, 'my engine.py');
const engine = `mine="${python}" -S -E "${file}"`;

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
  const commands = [...said.matchAll(/npx lastbit ([^`\n]*)/g)].map(([, words]) => splitWords(words!));
  return [...new Map(commands.map((words) => [words.join(' '), words])).values()];
}

test('a crash leaves a small entry whose replay command shows it again, until it is mended', async () => {
  write('if image[0] > 0: os._exit(3)');
  const found = await verify('crash', 'dot-any-order', '--cases', '60', '--seed', '98');
  expect(found.status).toBe(1);
  expect(found.stderr).toMatch(/NO ANSWER {2}dot-any-order by mine\/conv2d:binary64 version 1\n/);
  expect(found.stdout).toMatch(/NO ANSWER {2}dot-any-order by mine\/conv2d:binary64 version 1\n.*shape +1×1×1/);
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
  expect(stdout).toMatch(/KNOWN DEFECT.*\btfjs-wasm\b/);
});

test('every command that explain, reveal, compare and corpus print works as printed', async () => {
  write('kernel = [1.5 * tap for tap in kernel]');
  const own = ['--engine', engine];
  const [image, kernel] = ['image.json', 'kernel.json'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(image, '[[1, 2, 4], [3, 5, 7]]');
  writeFileSync(kernel, '[[0.5, 0.25]]');
  const corpus = ['--corpus', join(folder, 'a corpus')];
  await verify('a corpus', 'dot-any-order', '--cases', '60', '--seed', '98');
  const layer = ['--shape', '2x3*1x2', '--replays', '100'];
  const subject = 'mine/conv2d:binary64';
  const files = ['--image', image, '--kernel', kernel, '--stride', '1x2', '--output', '1'];
  const said = async (words: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await mainHere(words).catch(({ message }: Error) => ({ stdout: '', stderr: message }));
    return `${stdout}\n${stderr}`;
  };
  const texts = [
    await said(['explain', ...files, '--subject', 'mine', ...own]),
    await said(['corpus', 'list', ...corpus]),
    await said(['corpus', 'show', ...readdirSync(join(folder, 'a corpus', 'dot-any-order')).map(idOf), ...corpus]),
    await said(['corpus', 'show', 'ffffffff', ...corpus]),
    await said(['corpus', 'replay', ...corpus, ...own]),
    await said(['reveal', subject, ...layer, ...own]),
    await said(['reveal', '--diff', subject, 'lastbit/sequential', ...layer, ...own]),
    await said(['reveal', 'mine/conv3d', ...own]),
    await said(['claims', 'show', 'two-sum-exact']),
  ];
  const commands = printed(texts.join('\n'));
  expect(commands.map(([name]) => name)).toEqual(expect.arrayContaining(['reveal', 'corpus', 'engines', 'verify']));
  // The examples of the help run `engines` too.
  for (const words of commands.filter(([name]) => name !== 'engines')) {
    // A place for a program that only the user knows.
    const known = words.map((word) => (word === 'mine=COMMAND' ? engine : word));
    // They work without these words too, but take a minute, and start all engines.
    const fewer: Readonly<Record<string, readonly string[]>> = {
      reveal: ['--replays', '100'],
      verify: ['--cases', '20', ...(words.includes('--subject') ? [] : ['--subject', 'lastbit'])],
    };
    const whole = [...known, ...(fewer[words[0]!] ?? [])];
    const { status, stdout, stderr } = await mainHere(whole);
    expect({ words, status, stderr, stdout }).toMatchObject({ status: expect.toBeOneOf([0, 1]) });
    expect(stdout).not.toBe('');
  }
});

const idOf = (name: string): string => name.replace('.json', '');
