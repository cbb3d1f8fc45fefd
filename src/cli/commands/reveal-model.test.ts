import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { problemOf } from '../../errors/usage-error.ts';
import type { ModelFile } from '../../reveal/convolution/subject-model.ts';
import { mainHere } from '../main-here.test-support.ts';
import { openModels } from '../open-models.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-model-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (path: string): ModelFile => JSON.parse(readFileSync(path, 'utf8'));

/** Reveals a subject, writes its model, and reveals that. */
async function twice(subject: string, shape: readonly string[]): Promise<readonly [ModelFile, ModelFile]> {
  const paths = [join(folder, 'first.json'), join(folder, 'second.json')] as const;
  const engine = ['--engine', `copy=model:${paths[0]}`];
  const words = ['--replays', '50', ...shape];
  const first = await mainHere(['reveal', subject, '--model', paths[0], ...words]);
  expect(first.status, first.stderr).toBe(0);
  const second = await mainHere(['reveal', 'copy/conv2d', '--model', paths[1], ...engine, ...words]);
  expect(second.status, second.stderr).toBe(0);
  return [read(paths[0]), read(paths[1])];
}

test('a model is written, read as a subject, and revealed as the same model', async () => {
  const [first, second] = await twice('lastbit/lanes-4-fused', ['--shape', '3x3']);
  expect(first.models).toHaveLength(1);
  expect(second.models).toEqual(first.models);
  expect(second.version).toContain('lastbit/lanes-4-fused');
});

test('outputs on the padding are in it, with their own terms', async () => {
  const [first, second] = await twice('lastbit/pairwise', ['--shape', '3x3*2x2', '--padding', 'same']);
  expect(first.models.flatMap(({ outputs }) => outputs).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(second.models).toEqual(first.models);
});

test('--json has the model, and it is a subject for others', async () => {
  const path = join(folder, 'json.json');
  const json = await mainHere(['reveal', 'lastbit/sequential', '--shape', '2x2', '--replays', '100', '--json']);
  writeFileSync(path, JSON.stringify(JSON.parse(json.stdout).model));
  const engine = ['--engine', `copy=model:${path}`];
  const compared = await mainHere([
    'reveal',
    'copy/conv2d',
    'lastbit/sequential',
    '--diff',
    '--shape',
    '2x2',
    ...engine,
  ]);
  expect(compared.stdout).toMatch(/equal|same/);
});

test('a file that is no model is one line that says what is wrong', async () => {
  const path = join(folder, 'good.json');
  await mainHere(['reveal', 'lastbit/sequential', '--shape', '1x2', '--replays', '50', '--model', path]);
  const good = read(path);
  const model = good.models[0]!;
  const alter = (change: object): unknown => ({ ...good, models: [{ ...model, ...change }] });
  const fused = { kind: 'fused', to: model.productFormat, guardBits: 40, alignedBy: 'values', end: 'toward-zero' };
  for (const [content, problem] of [
    [[], /not a model: /],
    [{ ...good, schema: 'lastbit-model-9' }, /schema: .*lastbit-model-1/],
    [alter({ tree: '0+' }), /column 3/],
    [alter({ tree: '(0+1)+2' }), /products: 2 for the 3 terms/],
    [alter({ additions: [0, 0] }), /additions: 2 for the 1 additions/],
    [alter({ additions: [7] }), /there is no way 7/],
    [alter({ ways: [fused] }), /more than 50 places/],
    [alter({ terms: [0, 5] }), /no term 5; an output has 2/],
    [alter({ outputs: [0, 0] }), /output 0 is there twice/],
    [alter({ outputs: [1] }), /there is no output 1/],
    [alter({ constant: { bits: '3f800000', enters: 9 } }), /there is no term 9/],
    [alter({ start: 'one' }), /models\.0\.start/],
  ] as const) {
    const wrong = join(folder, 'wrong.json');
    writeFileSync(wrong, JSON.stringify(content));
    const lines = problemOf(() => openModels([['copy', wrong]]))?.split('\n');
    expect(lines).toEqual([expect.stringMatching(problem)]);
  }
  const { status, stderr } = await mainHere(['reveal', 'copy/conv2d', '--engine', 'copy=model:nowhere.json']);
  expect(stderr).toMatch(/^lastbit: nowhere\.json: there is no such file.*\n$/);
  expect(status).toBe(2);
});

test('a subject that is not explained gets no file', async () => {
  const path = join(folder, 'none.json');
  const { status, stderr } = await mainHere([
    'reveal',
    'lastbit/kahan',
    '--shape',
    '1x3',
    '--output',
    '0',
    '--model',
    path,
  ]);
  expect(stderr).toContain('was not written: nothing is explained');
  expect(status).toBe(1);
  expect(existsSync(path)).toBe(false);
});
