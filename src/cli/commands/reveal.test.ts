import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { afterAll, expect, test } from 'vitest';
import { type Ended, mainHere } from '../main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-reveal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = JSON.parse(readFileSync(new URL('../../../docs/reveal.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

const reveal = (words: string, more: readonly string[] = []): Promise<Ended> =>
  mainHere(['reveal', ...words.split(' ').filter(Boolean), ...more]);

const misbehaving = fileURLToPath(new URL('./reveal/misbehaving-engine.test-support.mjs', import.meta.url));

/** The engine of the tests, misbehaving in one way. */
function revealMine(mode: string): Promise<Ended> {
  return reveal(`mine/conv2d --shape 3x3 --replays 200`, [
    '--engine',
    `mine="${process.execPath}" "${misbehaving}" ${mode}`,
  ]);
}

test('an engine of the user is revealed', async () => {
  const { status, stdout } = await revealMine('well');
  expect(stdout).toMatch(/^mine\/conv2d \S+, 1×3×3×1 .*: sequential, 9 terms\n/);
  expect(stdout).toContain('tree         sequential (9 terms, height 8)');
  expect(stdout).toContain('products rounded to binary32; sums in binary32');
  expect(stdout).toContain('bound        your tree, n = 9: |error| ≤ 9 u·Σ|x·y|, to first order');
  expect(status).toBe(0);
});

test.each([
  ['crash', /not explained: failed: the process ended with status 3/],
  ['short', /not explained: failed: a payload of 0 bytes instead of 4 for 1 outputs in binary32/],
  ['miscounts', /not explained: failed: outputs for 2 cases instead of 1/],
  ['later-fails', /not explained: failed: out of ink$/m],
  ['later-declines', /not explained: declined: not on a Monday/],
  ['random', /not explained: the same input gave different results/],
  ['declines', /not explained: declined: not on a Monday, nor on other days$/m],
  ['nan', /not explained: finite inputs with the exact sum 1 gave NaN$/m],
  ['fickle', /not explained: the same input gave different results/],
])('one in the mode %s gets a diagnosis of one line and status 1', async (mode, line) => {
  const { status, stdout } = await revealMine(mode);
  expect(stdout).toMatch(line);
  expect(stdout.match(/not explained/g)).toHaveLength(1);
  expect(status).toBe(1);
});

test('an engine that stops now and then is revealed, and its restarts are reported', async () => {
  const { status, stdout, stderr } = await revealMine('later-crash');
  expect(stderr).toMatch(/^mine\/conv2d stopped and was restarted \d+ times$/m);
  expect(stdout).toContain('tree         sequential');
  expect(status).toBe(0);
});

test.each([
  ['', /0 subjects given/],
  ['lastbit/sequential lastbit/pairwise', /2 subjects given; give one/],
  ['--diff lastbit/sequential', /1 subjects given; give two/],
  ['lastbit/nobody', /there is no such subject/],
  ['numpy', /subject numpy: an engine; name one of its subjects: numpy\/multiply-sum, .*numpy\/dot/],
  ['lastbit/sequential --shape 3', /not IMAGE or IMAGE\*KERNEL/],
  ['lastbit/sequential --output 1', /the shape has 1 output/],
  ['lastbit/sequential --replays many', /--replays many/],
  ['lastbit/sequential --replays 0', /--replays 0: not a whole number from 1/],
  ['lastbit/sequential --replays -5', /--replays -5/],
  ['lastbit/sequential --replays NaN', /--replays NaN/],
  ['lastbit/sequential --output -1', /--output -1/],
  ['lastbit/sequential --shape 3x3*5x5', /does not fit/],
  ['lastbit/sequential --shape 99999x99999', /at most/],
  ['lastbit/sequential --stride 0', /--stride 0/],
  ['lastbit/sequential --padding none', /--padding none/],
  ['lastbit/sequential --svg /dev/null/tree.svg', /not a folder/],
  ['lastbit/sequential --svg /', /the name of a folder/],
  ['lastbit/sequential --svg=', /the name is empty/],
  ['lastbit/sequential --resume', /--resume: goes with --all only/],
  ['--all --diff', /--all --diff: give one of them/],
  ['--all --json', /--json: does not go with --all/],
  ['--all --shape 3x3', /--shape: does not go with --all/],
  ['--all nobody', /there is no such subject or engine/],
  ['--all --into /dev/null/docs', /not a folder/],
  ['--all --survey /dev/null/survey', /not a folder/],
  ['--diff lastbit/sequential tfjs-cpu/depthwise-conv2d --shape 3x3x2*3x3', /sum different products/],
])('%j is bad input: one line, status 2', async (words, message) => {
  const { status, stdout, stderr } = await reveal(words);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect([status, stdout]).toEqual([2, '']);
});

test.each([
  ['lastbit/numpy-pairwise', true],
  ['lastbit/sequential --shape 4x4x1*3x3x1 --padding same', true],
  ['lastbit/dot2', false],
])('the JSON of %s is what the schema says', async (words, explained) => {
  const { stdout } = await reveal(`${words} --replays 200 --json`);
  const json = JSON.parse(stdout);
  valid(json);
  expect(valid.errors).toBeNull();
  expect(json.explained).toBe(explained);
  if (!explained) return;
  expect(json.products).toHaveLength(json.terms);
  expect(json.accumulators).toHaveLength(json.terms - 1);
  expect(json.replay.mismatches).toBe(0);
});

test.each([
  ['sequential', 'rounded'],
  ['sequential-fused', 'fused'],
  ['sequential-wide', 'exact'],
  ['sequential-two-roundings', 'exact'],
])('products of %s are %s', async (algorithm, kind) => {
  const { stdout } = await reveal(`lastbit/${algorithm} --shape 2x2 --replays 100 --json`);
  expect(JSON.parse(stdout).products[3]).toBe(kind);
});

test('two algorithms differ, and the smallest input has three terms', async () => {
  const svg = join(folder, 'both.svg');
  const words = `--diff lastbit/sequential lastbit/reversed --shape 2x2 --replays 100 --svg ${svg}`;
  const { status, stdout } = await reveal(words);
  expect(stdout).toMatch(/^They differ\.\n/);
  expect(stdout).toContain('The smallest input on which they differ');
  expect(stdout).toMatch(/1×1×3×1 \* 1×3×1×1|1×3×1×1 \* 3×1×1×1/);
  expect(status).toBe(0);
  const drawing = readFileSync(svg, 'utf8');
  expect(drawing.match(/lastbit\/(sequential|reversed)/g)).toEqual(['lastbit/sequential', 'lastbit/reversed']);
  const again = JSON.parse((await reveal(`${words} --json`)).stdout);
  valid(again);
  expect(valid.errors).toBeNull();
  expect(again.found.smallest.results[0].bits).not.toBe(again.found.smallest.results[1].bits);
});

test.each([
  ['lastbit/kahan', 'what is not explained has no tree'],
  ['lastbit/sequential --shape 1x600', '600 terms are too many to draw; the limit is 512'],
])('of %s no drawing is written, and why is said', async (words, why) => {
  const svg = join(folder, 'none.svg');
  const { stderr } = await reveal(`${words} --replays 100 --svg ${svg}`);
  expect(stderr).toBe(`lastbit: --svg ${svg} was not written: ${why}\n`);
  expect(existsSync(svg)).toBe(false);
});

test('two algorithms that are one at this size are equal', async () => {
  const { stdout, status } = await reveal('--diff lastbit/lanes-4 lastbit/numpy-pairwise --shape 1x3 --replays 100');
  expect(stdout).toContain('Equal: both compute the output by the same tree with the same arithmetic.');
  expect(status).toBe(0);
});

test('algorithms without a tree that never differ are not called equal', async () => {
  const { stdout } = await reveal('--diff lastbit/dot2 lastbit/dot2 --shape 1x3 --replays 100');
  expect(stdout).toMatch(/No difference was found in 2\d,\d\d\d cases of all distributions\./);
});
