import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npyBytes } from '../../files/npy-bytes.test-support.ts';
import { type Bits32, bits32, fromBits32 } from '../../float/bits.ts';
import { worstCasesMarkdown } from '../../text/worst-cases-markdown.ts';
import { type Ended, mainHere } from '../main-here.test-support.ts';
import { readWorstCases } from './hunt/hunt-all.ts';

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'lastbit-hunt-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

writeFileSync(join(folder, 'kernel.npy'), npyBytes({ sizes: [2, 2], numbers: [0.5, -0.25, 0.125, 3] }));
const weight = Array.from({ length: 24 }, (_, at) => at + 1);
writeFileSync(join(folder, 'oihw.npy'), npyBytes({ sizes: [4, 3, 1, 2], numbers: weight }));
writeFileSync(join(folder, 'zero.csv'), '0,0\n0,0\n');
writeFileSync(join(folder, 'nan.json'), '[[1, "NaN"], [0, 2]]');

const schema = JSON.parse(readFileSync(new URL('../../../docs/hunt.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

const hunt = (words: string): Promise<Ended> => mainHere(['hunt', ...words.split(' ').filter(Boolean)]);
/** Small, and with an image and a kernel of two dimensions. */
const small = '--shape 3x3*2x2 --evaluations 300';

test.each([
  ['', /no subject given/],
  ['lastbit/nobody', /there is no such subject/],
  ['lastbit/sequential lastbit/pairwise', /2 subjects given; give one/],
  ['lastbit', /an engine, which computes .*; name one, as in lastbit/],
  ['lastbit/sequential --op matmul', /--op matmul: lastbit\/sequential computes conv2d/],
  ['lastbit/sequential --terms 0', /--terms 0: 0 is not at least 1/],
  ['lastbit/sequential --terms 1..4', /one number of terms/],
  ['lastbit/sequential --terms 4 --shape 2x2', /--terms --shape: give one/],
  ['lastbit/sequential --shape 3', /not IMAGE or IMAGE\*KERNEL/],
  ['lastbit/sequential --shape 2x2*3x3', /does not fit/],
  ['lastbit/sequential --output 1', /--output 1: the shape has 1 output/],
  ['lastbit/sequential --output 0,0', /not an index or ROW,COLUMN,CHANNEL/],
  ['lastbit/sequential --output 0,1,0', /--output 0,1,0: the shape has 1 output \(1×1×1\)/],
  ['lastbit/sequential --range 1,0', /the lower end 1 is above the upper end 0/],
  ['lastbit/sequential --range 1.00000001,1.00000002', /no binary32 number lies between/],
  ['lastbit/sequential --range 0,0', /only 0 is allowed/],
  ['lastbit/sequential --terms 10001', /--terms 10001: a hunt is for at most 10000 terms/],
  ['lastbit/sequential --shape 1x10000000', /^lastbit: hunt: .* sums 10,000,000 products; .* at most 10,000\n$/],
  ['lastbit/sequential --range 0', /not LO,HI/],
  ['lastbit/sequential --range 0,wide', /not LO,HI/],
  ['lastbit/sequential --pixels 9bit', /--pixels 9bit: not 8bit/],
  ['lastbit/sequential --pixels 8bit --range 0,1', /--pixels --range: both say/],
  ['lastbit/sequential --pixels 8bit --image kernel.npy', /--pixels --image: both say/],
  ['lastbit/sequential --kernel kernel.npy --kernel-range 0,1', /--kernel --kernel-range: both say/],
  ['lastbit/sequential --kernel kernel.npy --image kernel.npy', /both are given, so nothing is free/],
  [
    'lastbit/sequential --kernel kernel.npy --shape 5x5*3x3',
    /kernel.npy: a kernel of 2×2×1×1, but --shape 5x5\*3x3 has 3×3×1×1/,
  ],
  ['lastbit/sequential --image kernel.npy --shape 5x5*2x2', /kernel.npy: an image of 1×2×2×1, but/],
  ['lastbit/sequential --kernel kernel.npy --terms 4', /a kernel of 2×2×1×1, but --terms 4 has 1×4×1×1|does not fit/],
  ['lastbit/sequential --kernel-layout oihw', /--kernel-layout: goes with --kernel only/],
  ['lastbit/sequential --kernel kernel.npy --kernel-layout oihw', /kernel.npy has 2 axes, not 4/],
  ['lastbit/sequential --kernel oihw.npy --kernel-layout iohw', /--kernel-layout iohw: not hwio or oihw/],
  ['lastbit/sequential --kernel oihw.npy --shape 5x5x3*1x2x4', /weight of PyTorch, say --kernel-layout oihw/],
  ['numpy', /an engine, .*name one/],
  ['lastbit/sequential --kernel none.npy', /none.npy: there is no such file/],
  ['lastbit/sequential --kernel zero.csv', /zero.csv: all numbers that the output reads are 0/],
  ['lastbit/sequential --kernel nan.json', /nan.json: /],
  ['lastbit/sequential --condition 0.5', /--condition 0.5: not a number from 1 on/],
  ['lastbit/sequential --condition wide', /--condition wide: not a number/],
  ['lastbit/sequential --aim errors', /--aim errors: there is no such aim; did you mean error\?/],
  ['lastbit/sequential --aim error', /the factors can grow without limit/],
  ['lastbit/sequential --aim difference', /without a second subject/],
  ['lastbit/sequential --aim difference:lastbit/sequential', /the same subject twice/],
  ['lastbit/sequential --aim difference:lastbit/nobody', /there is no such subject/],
  ['tfjs-cpu/depthwise-conv2d --aim difference:tfjs-cpu/conv2d --shape 3x3x2*2x2', /sum different products/],
  ['numpy/sum --aim difference:numpy/dot --shape 3x3*2x2', /sum different products/],
  ['lastbit/sequential --aim ulp:2', /only difference names a second subject/],
  ['lastbit/sequential --seconds 1 --evaluations 5', /--seconds --evaluations: give one/],
  ['lastbit/sequential --evaluations 0', /--evaluations 0/],
  ['lastbit/sequential --seed -1', /--seed -1/],
  ['lastbit/sequential --method gues', /--method gues: there is no such method/],
  ['lastbit/kahan --method construction', /--method construction: /],
  ['lastbit/sequential --png picture.png', /--png: goes with --pixels/],
  ['lastbit/sequential --pixels 8bit --png /dev/null/a.png', /not a folder/],
  ['lastbit/sequential --state /dev/null/states', /not a folder/],
  ['lastbit/sequential --corpus kernel.npy', /not a folder/],
  ['lastbit/sequential --into docs', /--into: goes with --all only/],
  ['--all --kernel-range 0,1', /--kernel-range: does not go with --all/],
  ['--all nobody', /there is no such subject or engine/],
  ['--all --into /dev/null/docs', /not a folder/],
])('%j is bad input: one line, status 2', async (words, message) => {
  const { status, stdout, stderr } = await hunt(words);
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect([status, stdout]).toEqual([2, '']);
});

test('an input that the condition number excludes is bad input', async () => {
  writeFileSync('signs.csv', '1,-1\n');
  const { status, stderr } = await hunt(
    'lastbit/sequential --kernel signs.csv --image-range 1,1 --condition 2 --evaluations 30',
  );
  // Where the machine is slow, lines of progress come before it.
  expect(stderr).toMatch(
    /(^|\n)lastbit: --condition 2: no allowed input with an error was found in \d+ evaluations; [^\n]*\n$/,
  );
  expect(status).toBe(2);
});

describe('the JSON', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['free numbers', `lastbit/sequential ${small}`],
    ['given kernel, pixels', 'lastbit/pairwise --kernel kernel.npy --pixels k/255 --evaluations 500'],
    [
      'padding, stride, output',
      'lastbit/sequential --shape 4x4x2*3x3x2 --padding same --stride 2 --output 0,1,1 --range -1,1 --evaluations 300',
    ],
    ['two subjects', `lastbit/sequential --aim difference:lastbit/reversed ${small}`],
    ['a black box', `lastbit/kahan ${small}`],
    ['binary64', `lastbit/sequential:binary64 ${small}`],
    ['binary64, ulp and condition', `lastbit/pairwise:binary64 --aim ulp --condition 10 ${small}`],
    ['a condition of 1', `lastbit/sequential --aim ulp --condition 1 ${small}`],
    ['ulp and condition', `lastbit/sequential --aim ulp --condition 10 ${small}`],
  ];
  test.each(cases)('of %s is what the schema says', async (_, words) => {
    const { status, stdout } = await hunt(`${words} --json`);
    const json = JSON.parse(stdout);
    valid(json);
    expect(valid.errors).toBeNull();
    expect(status).toBe(0);
    expect(json.score).toBeGreaterThan(0);
    if (json.ratio !== null) expect(json.ratio).toBeLessThanOrEqual(1);
    for (const { sameBits } of json.witness.computed) expect(sameBits).not.toBe(false);
    const tallied = json.methods.map(({ evaluations }: { evaluations: number }) => evaluations);
    expect(tallied.reduce((a: number, b: number) => a + b, 0)).toBe(json.evaluations);
  });
});

test('the same seed and evaluations give the same; --resume continues to the same as a longer hunt', async () => {
  const words = `lastbit/pairwise --shape 2x2 --pixels 8bit --kernel-range -1,1 --seed 7 --json`;
  const run = async (more: string) => JSON.parse((await hunt(`${words} ${more}`)).stdout);
  const first = await run('--evaluations 400');
  expect(await run('--evaluations 400')).toEqual(first);
  expect(await run('--evaluations 400 --resume')).toEqual(first);
  const longer = await run('--evaluations 2000 --resume');
  expect(longer.evaluations).toBeGreaterThanOrEqual(2000);
  expect(longer.score).toBeGreaterThanOrEqual(first.score);
});

test('a state of another kind is refused, and one of another hunt too', async () => {
  const words = 'lastbit/lanes-4 --shape 2x2 --evaluations 300';
  await hunt(words);
  const [state] = readdirSync('hunts').filter((name) => /^lastbit-lanes-4-[0-9a-f]{8}\.json$/.test(name));
  const path = join('hunts', state!);
  const text = readFileSync(path, 'utf8');
  for (const [broken, why] of [
    [text.slice(0, 100), /not JSON/],
    ['{}', /not the state of a hunt/],
    [text.replace('lastbit/lanes-4 ', 'lastbit/lanes-8 '), /the state of another hunt/],
  ] as const) {
    writeFileSync(path, broken);
    const { status, stderr } = await hunt(`${words} --resume`);
    expect(stderr).toMatch(why);
    expect(stderr).toMatch(/^[^\n]*\n$/);
    expect(status).toBe(2);
  }
  expect((await hunt(words)).status).toBe(0);
});

test('the answer states what was reached, and what the simplified input keeps of it', async () => {
  const { stdout } = await hunt(`lastbit/sequential --json --terms 25 --evaluations 500`);
  const { answer, shrunk, limit, ratio } = JSON.parse(stdout);
  const [, reached, kept] = /, ([\d.]+) % of the [^.]+\. The input shown .* keeps ([\d.]+) % of that\.$/.exec(answer)!;
  expect(Number(reached) / 100).toBeCloseTo(shrunk.from / limit.value, 4);
  expect((Number(reached) / 100) * (Number(kept) / 100)).toBeCloseTo(ratio, 4);
  expect(ratio).toBeLessThan(shrunk.from / limit.value);
});

test('--report writes a page that stands alone: the answer, a line for each method, the input', async () => {
  const { stdout } = await hunt(
    `lastbit/sequential --json --report page/hunt.html ${small} --pixels k/255 --kernel-range=-1,1`,
  );
  const { answer, methods, witness } = JSON.parse(stdout);
  const page = readFileSync('page/hunt.html', 'utf8');
  expect(page).not.toMatch(/<script|<link|src=|@import|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  expect(page).toContain(`<h1>${answer.split('. The input')[0].replace(/\.$/, '')}.</h1>`);
  expect(page.match(/<svg[^>]*class="?chart\b/g)).toHaveLength(2);
  expect(methods.map(({ name }: { name: string }) => name)).toContain('random');
  for (const { name } of methods) expect(page).toMatch(new RegExp(`</svg> ${name}<`));
  const found = methods.filter(({ best }: { best: number | null }) => best !== null);
  expect(page.match(/aria-label="?line"?[ >]/g)?.length ?? 0).toBe(2 * found.length);
  // All lines lie inside the frame of their chart.
  for (const [, width, height, drawn] of page.matchAll(/viewBox="0 0 (\d+) (\d+)"(.*?)<\/svg>/gs)) {
    const lines = [...drawn!.matchAll(/aria-label="?line"?[^>]*><path d="M([^"]*)"/g)].map(([, points]) => points);
    const points = lines.flatMap((line) => line!.split('L').map((point) => point.split(',').map(Number)));
    expect(points.length).toBeGreaterThan(2);
    expect(points.every(([x, y]) => x! >= 0 && x! <= Number(width) && y! >= 0 && y! <= Number(height))).toBe(true);
  }
  for (const bits of witness.kernelBits) expect(page).toContain(bits);
  expect((await hunt(`lastbit/sequential --report kernel.npy/x.html ${small}`)).status).toBe(2);
});

test('the text begins with the answer; its explain command works and gives the same number', async () => {
  const { stdout } = await hunt(`lastbit/sequential --padding same --stride 1x2 --output 1 ${small}`);
  expect(stdout).toMatch(/^The worst input found for lastbit\/sequential/);
  const [, command] = /explain {4}npx lastbit (explain [^\n]+)/.exec(stdout)!;
  const [, bits] = /computed {3}\S+ \(([0-9a-f]{8})\)/.exec(stdout)!;
  const explained = await mainHere([...command!.split(' '), '--json']);
  expect(explained.status).toBe(0);
  expect(JSON.parse(explained.stdout).output.results[0].bits).toBe(bits);
});

test('--save keeps the witness as a worst case that replays', async () => {
  const { stdout } = await hunt(`lastbit/sequential --save ${small}`);
  const [, path] = /kept {7}(\S+\.json): error ÷ bound/.exec(stdout)!;
  expect(JSON.parse(readFileSync(path!, 'utf8'))).toMatchObject({ role: 'worst-case', expectation: 'must-hold' });
  const replayed = await mainHere(['corpus', 'replay', path!]);
  expect(replayed.stdout).toContain('the same bits: as expected');
  expect((await hunt(`lastbit/sequential --save ${small}`)).stdout).toMatch(/kept {7}already in/);
});

test('--all writes data and a page after every hunt; --resume repeats none, and other rows stay', async () => {
  const all = (more: string) => hunt(`--all ${more} --into all --evaluations 40`);
  expect((await all('lastbit/sequential')).stdout).toMatch(/^6 of 6 hunts are done\. Written: all\/worst-cases\.json/);
  const first = readFileSync('all/worst-cases.json', 'utf8');
  expect((await all('lastbit/sequential --resume')).status).toBe(0);
  expect(readFileSync('all/worst-cases.json', 'utf8')).toBe(first);
  await all('lastbit/pairwise');
  const { rows } = readWorstCases('all/worst-cases.json');
  expect(rows.map(({ subject }) => subject)).toEqual([
    ...Array.from({ length: 6 }, () => 'lastbit/sequential'),
    ...Array.from({ length: 6 }, () => 'lastbit/pairwise'),
  ]);
  expect(readFileSync('all/worst-cases.md', 'utf8')).toBe(worstCasesMarkdown(readWorstCases('all/worst-cases.json')));
  writeFileSync('all/worst-cases.json', '{"rows": 1}');
  expect((await all('lastbit/pairwise')).stderr).toMatch(/^lastbit: all\/worst-cases.json: not what .*\n$/);
});

describe('hunt check', () => {
  const check = (words: string) => hunt(`check ${words}`);

  test('lists the open maxima; the best input known is a file that it accepts, and that equals itself', async () => {
    const { challenges } = JSON.parse((await check('--json')).stdout);
    expect(challenges.length).toBeGreaterThan(5);
    for (const { id, best } of challenges.slice(0, 3)) {
      expect((await check('')).stdout).toContain(`${id}\n`);
      writeFileSync('witness.json', (await check(`--example ${id}`)).stdout);
      const { status, stdout } = await check('witness.json');
      expect(stdout).toMatch(new RegExp(`^It equals the best input known for ${id}`));
      expect(status).toBe(0);
      expect(JSON.parse((await check('witness.json --json')).stdout)).toMatchObject({
        ...{ challenge: id, ratio: best.ratio, best: best.ratio, beatsBest: false, exceedsLimit: false },
      });
    }
  });

  test.each([
    ['none.json', /none.json: there is no such file/],
    ['kernel.npy', /kernel.npy: /],
    ['--example nothing', /--example nothing: none of kahan/],
  ])('%s is bad input', async (words, message) => {
    const { status, stderr, stdout } = await check(words);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^[^\n]*\n$/);
    expect([status, stdout]).toEqual([2, '']);
  });

  test('so is an input that is not admitted', async () => {
    const example = JSON.parse((await check('--example kahan-7')).stdout);
    writeFileSync('witness.json', JSON.stringify({ ...example, left: [...example.left, '3f800000'] }));
    const { status, stderr } = await check('witness.json');
    expect(stderr).toBe('lastbit: witness.json: left: 8 numbers; kahan-7 takes 7\n');
    expect(status).toBe(2);
  });
});

test('--png writes the image of the witness, grey or in colours', async () => {
  for (const [shape, levels, type] of [
    ['3x4*2x2', 'k/255', 0],
    ['2x2x3*2x2', '8bit', 2],
  ] as const) {
    const { stdout } = await hunt(
      `lastbit/sequential --shape ${shape} --pixels ${levels} --kernel-range 0,1 --evaluations 200 --json ` +
        '--png image.png',
    );
    const bytes = readFileSync('image.png');
    const numbers = JSON.parse(stdout).witness.imageBits.map((bits: string) => fromBits32(bits as Bits32));
    const [height, columns] = shape.startsWith('3') ? [3, 4] : [2, 6];
    const rows = inflateSync(bytes.subarray(41, bytes.readUInt32BE(33) + 41));
    const read = Array.from({ length: height }, (_, y) => [
      ...rows.subarray(y * (columns + 1) + 1, (y + 1) * (columns + 1)),
    ]);
    expect(bytes[25]).toBe(type);
    expect(read.flat()).toEqual(numbers.map((x: number) => Math.round(x * (levels === '8bit' ? 1 : 255))));
  }
});

test('an engine that gives no answer is told in one line, with status 1', async () => {
  const engine = `bad="${process.execPath}" -e process.exit(3)`;
  const { status, stdout, stderr } = await mainHere(['hunt', 'bad/conv2d', '--engine', engine, '--evaluations', '9']);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/bad\/conv2d/);
  expect(status).toBe(1);
  expect(existsSync(join('hunts', 'bad-conv2d'))).toBe(false);
});

test('a kernel of PyTorch is read by its layout, and the output says how a kernel was read', async () => {
  const words = 'lastbit/sequential --kernel oihw.npy --evaluations 50';
  const { stdout } = await hunt(words);
  expect(stdout).toMatch(/kernel: given by oihw\.npy, read as HWIO \(--kernel-layout oihw reads it otherwise\)/);
  const torch = await hunt(`${words} --kernel-layout oihw`);
  expect(torch.stdout).toMatch(/1×1×2×3 \* 1×2×3×4 .*\n[\s\S]*read as OIHW/);
  const { witness } = JSON.parse((await hunt(`${words} --kernel-layout oihw --json`)).stdout);
  // Rows, columns, input channels, output channels: those of the first output are 1, 3, 5 and 2, 4, 6.
  const first = [1, 3, 5, 2, 4, 6].map((x) => bits32(x));
  expect(witness.kernelBits.filter((_: string, at: number) => at % 4 === 0)).toEqual(first);
});
