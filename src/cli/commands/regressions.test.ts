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
const engine = `mine=${python} "${file}"`;

/** The engine of docs/protocol.md, with a line before each convolution. */
const write = (line: string): void =>
  writeFileSync(
    file,
    program.replace('    for top in', `    ${line}\n    for top in`).replace('json,', 'json, os, time,'),
  );

const verify = (corpus: string, ...words: readonly string[]): Promise<Ended> =>
  mainHere(['verify', '--engine', engine, '--subject', 'mine', '--corpus', join(folder, corpus), ...words]);

/** What a message prints after `npx lastbit`, as a shell would split it. */
function printed(said: string): readonly (readonly string[])[] {
  const commands = [...said.matchAll(/npx lastbit (corpus replay .*)/g)].map(([, words]) => splitWords(words!));
  return [...new Map(commands.map((words) => [words.join(' '), words])).values()];
}

test('a crash leaves a small entry whose replay command shows it again, until it is mended', async () => {
  write('if image[0] > 0: os._exit(3)');
  const found = await verify('crash', 'dot-any-order', '--cases', '20', '--seed', '98');
  expect(found.status).toBe(1);
  expect(found.stderr).toMatch(/NO ANSWER {2}dot-any-order by mine\/conv2d:binary64 1\n.*shape +1×1×1/);
  expect(found.stderr).toMatch(/computed +no answer/);
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
  const mended = await verify('crash', 'dot-any-order', '--cases', '20', '--seed', '98');
  expect(mended.stdout).toMatch(/^FIXED {2}dot-any-order by mine\/conv2d:binary64: /m);
  expect(mended.status).toBe(0);
  expect(await mainHere(['corpus', 'lint', '--corpus', join(folder, 'crash')])).toMatchObject({ status: 0 });
});
