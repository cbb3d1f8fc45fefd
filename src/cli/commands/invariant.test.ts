import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, expect, test } from 'vitest';
import { type Ended, mainHere } from '../main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-invariant-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = JSON.parse(readFileSync(new URL('../../../docs/invariant.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

const invariant = (words: string): Promise<Ended> => mainHere(['invariant', ...words.split(' ').filter(Boolean)]);

test('what is invariant is said in the first line, with status 0', async () => {
  const { status, stdout } = await invariant('lastbit/sequential --shape 4x4*3x3 --vary batch,channels --up-to 5');
  expect(stdout.replaceAll('\n', ' ')).toMatch(
    /^lastbit\/sequential: an output is computed in the same way for 1 to 5 images and 1 to 5 channels\. /,
  );
  expect(stdout).toContain('  A  sequential, 9 terms\n');
  expect(stdout).toContain('images: 5 sizes, 15 outputs certified\n  1 to 5: A\n');
  expect(status).toBe(0);
});

test('zeros appended to a pairwise sum change its tree: status 1, the smallest input, and valid JSON', async () => {
  const words = 'lastbit/pairwise --shape 1x1x6*1x1 --vary padding,terms --up-to 4';
  const { status, stdout } = await invariant(words);
  expect(stdout.replaceAll('\n', ' ')).toContain('but not for 6 against 7 channels with zeros.');
  expect(stdout).toContain('padding: the smallest input found on which they differ');
  expect(status).toBe(1);
  const json = JSON.parse((await invariant(`${words} --json`)).stdout);
  valid(json);
  expect(valid.errors).toBeNull();
  expect(json.axes.map(({ constant }: { constant: boolean }) => constant)).toEqual([false, true]);
  const [one, other] = json.smallest[0].sides;
  expect(one.bits).not.toBe(other.bits);
});

test.each([
  ['', /0 subjects given; give one/],
  ['lastbit/nobody', /there is no such subject/],
  ['lastbit/sequential --vary colour', /--vary "?colour"?: not batch, place, rows/],
  ['lastbit/sequential --vary rows --up-to 0', /--up-to 0: not a whole number from 1/],
  ['lastbit/sequential --vary rows --up-to 2', /--up-to 2: rows begin at 3 with this shape/],
  ['lastbit/sequential --shape 3', /not IMAGE or IMAGE\*KERNEL/],
  ['lastbit/sequential --shape 3x3*5x5', /does not fit/],
  ['lastbit/sequential --seed x', /--seed x/],
  ['--all nobody', /there is no such subject or engine/],
  ['--all lastbit/sequential --into /dev/null', /a file, not a folder/],
  ['--all lastbit/sequential --into src', /there is no invariance\.md/],
])('%j is bad input: one line, status 2', async (words, message) => {
  const { status, stdout, stderr } = await invariant(words);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect([status, stdout]).toEqual([2, '']);
});

test('--all writes between the marks of the page', async () => {
  const page = join(folder, 'invariance.md');
  writeFileSync(page, 'before\n<!-- results: begin -->\nold\n<!-- results: end -->\nafter\n');
  const words = `--all lastbit/sequential lastbit/reversed --shape 1x1x4*1x1 --vary batch --up-to 3 --into ${folder}`;
  const { status } = await invariant(words);
  const text = readFileSync(page, 'utf8');
  expect(text).toMatch(/^before\n<!-- results: begin -->\n\nPrinted by .*\n\n.*seed 2018\n/);
  expect(text).toContain('| `lastbit/reversed` | 0.1.0 | reversed | batch | none |');
  expect(text).not.toContain('old');
  expect(text.endsWith('<!-- results: end -->\nafter\n')).toBe(true);
  expect(status).toBe(0);
});
