import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { afterAll, expect, test } from 'vitest';
import { mainHere } from '../cli/main-here.test-support.ts';
import * as index from '../index.ts';
import { configSchema } from '../schemas/config-schema.ts';
import { describePromises } from '../vitest.ts';

/** The examples of docs/library.md that are not run in the package by `npm run check:package` alone. */
const text = readFileSync('docs/library.md', 'utf8');
const block = (language: string, contains: string): string =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))]
    .map(([, code = '']) => code)
    .find((code) => code.includes(contains))!;

const folder = mkdtempSync(join(tmpdir(), 'lastbit-worked-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs an example whose imports are replaced by what is given. */
async function run(code: string, given: Readonly<Record<string, unknown>>): Promise<void> {
  const AsyncFunction = (async () => {}).constructor as new (
    ...names: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const body = code.replaceAll(/^import .*$/gm, '');
  await new AsyncFunction(...Object.keys(given), body)(...Object.values(given));
}

// Its promises become tests here.
await run(block('js', 'wasm.test.js'), { describePromises });

test('a function of this process is an engine, and keeps the bound', async () => {
  const said: string[] = [];
  const console = { log: (...words: readonly string[]) => said.push(words.join(' ')) };
  await run(block('js', 'engine.mjs'), { ...index, console });
  expect(said).toEqual(['mine/conv2d holds']);
});

const compiler = ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0);
test.runIf(compiler !== undefined)('the C program compiles, keeps the bound, and sums as the page says', async () => {
  const [source, program] = [join(folder, 'conv.c'), join(folder, 'conv')];
  writeFileSync(source, block('c', 'conv.c'));
  const words = ['-O2', '-Wall', '-Wextra', '-Werror', '-ffp-contract=off', '-o', program, source];
  expect(spawnSync(compiler!, words, { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  const printed: string[] = [];
  const console = { log: (line: string) => printed.push(line) };
  await run(block('js', "mine: './conv'").replace("'./conv'", JSON.stringify(program)), { ...index, console });
  expect(printed).toEqual([
    'holds',
    expect.stringMatching(/^sequential; products rounded to binary32; sums in binary32/),
  ]);
});

test('the C program is not tried only where there is no compiler', () => {
  expect(compiler !== undefined || process.env.CI !== 'true').toBe(true);
});

test('the claim is refuted of a loop and holds of sums by halves; the configuration is valid', async () => {
  const file = join(folder, 'my-claims.mjs');
  writeFileSync(
    file,
    block('js', 'my-claims.mjs')
      .replace(/^import.*$/m, '')
      .replace('defineClaim(', '('),
  );
  const words = ['verify', 'mine-logarithmic', '--claims', file, '--corpus', join(folder, 'corpus'), '--cases', '400'];
  expect((await mainHere([...words, '--subject', 'lastbit/sequential'])).status).toBe(1);
  expect((await mainHere([...words, '--subject', 'lastbit/pairwise'])).status).toBe(0);
  const config = JSON.parse(block('json', '$schema'));
  expect(v.safeParse(configSchema, config).success).toBe(true);
});

test('of the predicate and the relation, a loop breaks the relation alone, and the exact sum keeps both', async () => {
  const file = join(folder, 'my-relations.mjs');
  const library = (name: string) => JSON.stringify(pathToFileURL(resolve('src', name)).href);
  const code = block('js', 'my-relations.mjs').replace("'lastbit'", library('index.ts'));
  writeFileSync(file, code.replace("'lastbit/fast-check'", library('fast-check.ts')));
  const words = ['verify', 'mine-non-negative', 'mine-turned', '--claims', file, '--corpus', join(folder, 'corpus')];
  const verdicts = async (subject: string) => {
    const { stdout } = await mainHere([...words, '--cases', '400', '--subject', subject, '--json']);
    return JSON.parse(stdout).rows.map(({ verdict }: { readonly verdict: string }) => verdict);
  };
  expect(await verdicts('lastbit/sequential')).toEqual(['holds', 'violated']);
  expect(await verdicts('lastbit/correctly-rounded')).toEqual(['holds', 'holds']);
});
