import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npyBytes } from '../../files/npy-bytes.test-support.ts';
import { binary16 } from '../../float/format.ts';
import { roundTo } from '../../float/round-to.ts';
import { type Ended, mainHere } from '../main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-judge-'));
const before = process.cwd();
const roundToHalf = roundTo(binary16, 'nearest-even');
const schema = JSON.parse(readFileSync(new URL('../../../docs/judge.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

const judge = (words: string): Promise<Ended> => mainHere(['judge', ...words.split(' ').filter(Boolean)]);

/** With --json, and valid by the schema. */
async function judgeJson(words: string) {
  const { status, stdout } = await judge(`${words} --json`);
  const json = JSON.parse(stdout);
  expect(valid(json), JSON.stringify(valid.errors)).toBe(true);
  return { status, json };
}

const conv = 'conv --image x.npy --kernel w.npy';

/** Products of these fractions are not exact in binary32. */
const pixel = (index: number): number => Math.fround(((index * 7919) % 1009) / 1009 - 0.3);

function save(name: string, numbers: readonly number[], sizes: readonly number[], type = '<f4'): void {
  writeFileSync(name, npyBytes({ type, sizes, numbers }));
}

/** A convolution in binary32, term after term: 1×6×8×2 by 3×3×2×2. */
function convolve(image: readonly number[], kernel: readonly number[]): number[] {
  const outputs: number[] = [];
  for (let y = 0; y < 4; y++)
    for (let x = 0; x < 6; x++)
      for (let c = 0; c < 2; c++) {
        let sum = 0;
        for (let r = 0; r < 3; r++)
          for (let q = 0; q < 3; q++)
            for (let k = 0; k < 2; k++) {
              const product = image[((y + r) * 8 + x + q) * 2 + k]! * kernel[((r * 3 + q) * 2 + k) * 2 + c]!;
              sum = Math.fround(sum + Math.fround(product));
            }
        outputs.push(sum);
      }
  return outputs;
}

beforeAll(() => {
  process.chdir(folder);
  const image = Array.from({ length: 96 }, (_, index) => pixel(index));
  const kernel = Array.from({ length: 36 }, (_, index) => pixel(index + 500));
  const outputs = convolve(image, kernel);
  save('x.npy', image, [1, 6, 8, 2]);
  save('w.npy', kernel, [3, 3, 2, 2]);
  save('y.npy', outputs, [1, 4, 6, 2]);
  save(
    'zeros.npy',
    outputs.map((sum, index) => (index % 12 >= 10 ? 0 : sum)),
    [1, 4, 6, 2],
  );
  save('a.npy', image.slice(0, 12), [3, 4]);
  save('b.npy', image.slice(20, 28), [4, 2]);
  save('u.npy', image.slice(0, 4), [4]);
  save('one.npy', [2], [1]);
  save('f8.npy', [0.1, 0.2], [2], '<f8');
  writeFileSync('ones.json', '[1, 2, 3.5]');
  writeFileSync('sum.json', '6.5');
  writeFileSync('object.npy', npyBytes({ type: '|O', sizes: [2], numbers: [1, 2] }));
  writeFileSync('strange.npy', npyBytes({ type: '<q7', sizes: [2], numbers: [1, 2] }));
  writeFileSync('complex.npy', npyBytes({ type: '<c8', sizes: [1], numbers: [1, 2] }));
  writeFileSync('huge.npy', npyBytes({ sizes: [1000, 1000, 1000], numbers: [1] }));
  writeFileSync('short.npy', npyBytes({ sizes: [4], numbers: [1, 2, 3, 4] }).slice(0, -3));
  writeFileSync('long.npy', npyBytes({ sizes: [3], numbers: [1, 2, 3, 4] }));
  writeFileSync('none.npy', npyBytes({ sizes: [0, 4], numbers: [] }));
  writeFileSync('text.text', '1');
  writeFileSync('no.npy', 'hello');
  writeFileSync('ragged.json', '[[1, 2], [3]]');
  writeFileSync('words.csv', '1,two');
  writeFileSync('rounded.csv', Array.from({ length: 9 }, (_, index) => `0.1234${index}1`).join('\n'));
  writeFileSync('bool.npy', npyBytes({ type: '|b1', sizes: [4], numbers: [] }));
  writeFileSync('zip.npz', 'PK hello');
  writeFileSync('w.safetensors', 'hello');
  mkdirSync('folder.npy');
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const bad: readonly (readonly [words: string, told: RegExp])[] = [
  // What is missing, or not for this operation.
  ['conv --kernel w.npy --output y.npy', /required option '--image <file>' not specified/],
  ['conv --image x.npy --output y.npy', /required option '--kernel <file>' not specified/],
  [conv, /required option '--output <name=file>' not specified/],
  ['dot u.npy --output y.npy', /missing required argument 'right'/],
  ['matmul --output y.npy', /missing required argument 'left'/],
  ['sum --output y.npy', /missing required argument 'array'/],
  ['dot u.npy u.npy u.npy --output one.npy', /too many arguments/],
  ['dot u.npy u.npy --stride 2 --output one.npy', /unknown option '--stride'/],
  ['matmul a.npy b.npy --groups 2 --output one.npy', /unknown option '--groups'/],
  ['sum a.npy --padding same --output one.npy', /unknown option '--padding'/],
  [`${conv} --axis 0 --output y.npy`, /unknown option '--axis'/],
  ['convolve x.npy --output y.npy', /unknown command 'convolve'; conv, matmul, dot or sum comes first/],
  ['--image x.npy --kernel w.npy', /unknown option '--image'; conv, matmul, dot or sum comes first/],
  // Values of options.
  [`${conv} --output y.npy --stride 0`, /--stride 0: not N or ROWSxCOLUMNS/],
  [`${conv} --output y.npy --stride 1x2x3`, /steps and padding of slices go with arrays of 5 axes/],
  [`${conv} --output y.npy --stride 9999999`, /--stride 9999999: .* to 1,000,000/],
  [`${conv} --output y.npy --dilation -1`, /--dilation -1: not N/],
  [`${conv} --output y.npy --padding full`, /--padding full: not valid, same, N/],
  [`${conv} --output y.npy --padding 1,2,3`, /--padding 1,2,3: not valid/],
  [`${conv} --output y.npy --padding 999999999`, /--padding 999999999: not valid/],
  [`${conv} --output y.npy --groups 0`, /--groups 0: not a whole number from 1/],
  [`${conv} --output y.npy --layout nwhc`, /--layout nwhc: not nhwc or nchw/],
  [`${conv} --output y.npy --kernel-layout khwio`, /--kernel-layout khwio: not hwio or oihw/],
  [
    `${conv} --output y.npy --accumulator float33`,
    /--accumulator float33: not binary16, bfloat16, binary32, or binary64/,
  ],
  [`${conv} --output y.npy --type float32`, /--type: y\.npy has a type of its own, float32/],
  ['sum ones.json --output sum.json --type int8', /--type int8: not float16/],
  ['sum a.npy --axis one --output one.npy', /--axis one: not axes separated by commas/],
  ['sum a.npy --axis 2 --output one.npy', /--axis 2: a\.npy \(3×4\)/],
  ['sum a.npy --axis 0,-2 --output one.npy', /axis 0 of a\.npy.* is named twice/],
  // Outputs.
  [`${conv} --output y.npy --output y.npy`, /--output y\.npy: two outputs of this name/],
  [`${conv} --output a= `, /--output a=: not FILE or NAME=FILE/],
  [`${conv} --output =y.npy`, /--output =y\.npy: not FILE or NAME=FILE/],
  [`${conv} --output a=b=y.npy`, /b=y\.npy: there is no such file/],
  [`${conv} --output w.npy`, /w\.npy: is 3×3×2×2, but the inputs and options give 1×4×6×2/],
  [`${conv} --padding 1x0 --output y.npy`, /y\.npy: is 1×4×6×2, but the inputs and options give 1×6×6×2/],
  [`${conv} --padding same --output y.npy`, /y\.npy: is 1×4×6×2, but the inputs and options give 1×6×8×2/],
  [`${conv} --stride 2 --output y.npy`, /but the inputs and options give 1×2×3×2/],
  ['matmul a.npy b.npy --output a.npy', /a\.npy: is 3×4, but the inputs and options give 3×2/],
  ['sum u.npy --output bool.npy', /bool\.npy: /],
  // Shapes that do not fit one another.
  ['conv --image x.npy --kernel a.npy --output y.npy', /a\.npy \(3×4\) does not fit x\.npy|a\.npy: has 2 axes/],
  [`${conv} --groups 3 --output y.npy`, /2 input channels are not a multiple of 3 groups/],
  [`${conv} --dilation 5 --output y.npy`, /does not fit/],
  [`${conv} --bias u.npy --output y.npy`, /u\.npy.*: a bias has one number for each of the 2 output channels/],
  ['matmul b.npy a.npy --output y.npy', /b\.npy \(4×2\) has 2 columns, but a\.npy \(3×4\) has 3 rows/],
  ['dot a.npy b.npy --output one.npy', /a\.npy is 3×4, but b\.npy is 4×2/],
  ['sum none.npy --output one.npy', /none\.npy: has no numbers/],
  // Files.
  ['sum missing.npy --output one.npy', /missing\.npy: there is no such file/],
  [`${conv} --output missing.npy`, /missing\.npy: there is no such file/],
  ['sum folder.npy --output one.npy', /folder\.npy: a folder, not a file/],
  ['sum text.text --output one.npy', /text\.text: not a \.npy/],
  ['sum no.npy --output one.npy', /no\.npy: /],
  ['sum object.npy --output one.npy', /object\.npy: .*objects?/i],
  ['sum strange.npy --output one.npy', /strange\.npy: .*<q7/],
  ['sum complex.npy --output one.npy', /complex\.npy: .*complex/],
  ['sum huge.npy --output one.npy', /huge\.npy: .*4000000000|huge\.npy: /],
  ['sum short.npy --output one.npy', /short\.npy: /],
  ['sum long.npy --output one.npy', /long\.npy: /],
  ['sum ragged.json --output one.npy', /ragged\.json: ragged/],
  ['sum words.csv --output one.npy', /words\.csv: row 1, column 2: "two" is not a number/],
  ['sum zip.npz --output one.npy', /zip\.npz: /],
  ['sum w.safetensors:conv1 --output one.npy', /w\.safetensors: /],
  ['sum u.npy --axis 0 --output rounded.csv', /rounded\.csv: .*digits/],
  // Pages and pictures.
  [`${conv} --output y.npy --report x.npy`, /--report x\.npy: is an array that is read; give another name/],
  [`${conv} --output y.npy --png ./y.npy`, /--png \.\/y\.npy: is an array that is read/],
  [`${conv} --output y.npy --svg m --report m`, /m: is the file of --report/],
  [`${conv} --output y.npy --report folder.npy`, /--report folder\.npy: a folder, not a file/],
  [`${conv} --output y.npy --svg one.npy/map.svg`, /--svg one\.npy\/map\.svg: .*a file, not a folder/],
  ['sum ones.json --output sum.json --svg one.svg', /--svg one\.svg: there is nothing to draw/],
  [`${conv} --output y.npy --png -`, /--png -: standard output/],
];

test.each(bad)('judge %s is refused in one line, and nothing is written', async (words, told) => {
  const there = readdirSync('.');
  const { status, stdout, stderr } = await judge(words);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^(lastbit|error): [^\n]*\n$/);
  expect(stderr).toMatch(told);
  expect(readdirSync('.')).toEqual(there);
});

test('a right convolution is a rounding: status 0, the answer first, how files were read, next commands', async () => {
  const { status, stdout, stderr } = await judge(`${conv} --output y.npy`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^All 48 outputs are roundings/);
  expect(stdout).toContain('NHWC');
  expect(stdout).toContain('HWIO');
  expect(stdout).toMatch(/explain conv --image x\.npy --kernel w\.npy --output \d+ --observed y\.npy=-?[\d.]+\n/);
  expect(stdout).toContain('npx lastbit tolerance conv --image x.npy --kernel w.npy\n');
  for (const line of stdout.split('\n').filter((one) => !one.includes('npx lastbit')))
    expect([...line].length, line).toBeLessThanOrEqual(80);
});

test('the suggested words name the arrays and the options in the way that other commands take them', async () => {
  // From the first to the last, the two small terms are lost.
  const sums = [1, 2, 4];
  save(
    'plane.npy',
    sums.flatMap((sum) => [sum, sum * 2 ** -24, sum * 2 ** -24]),
    [3, 3],
  );
  save('taps.npy', [1, 1, 1], [1, 3]);
  save("the user's.npy", sums, [3, 1]);
  const { stdout } = await mainHere([
    ...['judge', 'conv', '--image', 'plane.npy', '--kernel', 'taps.npy', '--stride', '1x3', '--padding', '0'],
    ...['--output', "the user's.npy", '--all'],
  ]);
  const [explain = '', tolerance = ''] = stdout.match(/(?<=npx lastbit ).*/g) ?? [];
  // Of two axes there is no layout to state.
  const data = 'conv --image plane.npy --kernel taps.npy --stride 1x3 --padding 0';
  expect(explain).toMatch(new RegExp(`^explain ${data} --output \\d --observed 'the user'\\\\''s.npy=.*'$`));
  expect(tolerance).toBe(`tolerance ${data}`);
  expect(await mainHere(tolerance.split(' '))).toMatchObject({ status: 0, stderr: '' });
});

test('the suggested words state the layouts that were found, and other commands take them', async () => {
  const pixels = Array.from({ length: 2 * 3 * 5 }, (_, index) => pixel(index));
  save('nchw.npy', pixels, [1, 2, 3, 5]);
  save('oihw.npy', [pixel(40), pixel(41)], [1, 2, 1, 1]);
  const sums = Array.from({ length: 15 }, (_, index) =>
    Math.fround(Math.fround(pixels[index]! * pixel(40)) + Math.fround(pixels[index + 15]! * pixel(41))),
  );
  save('plane-of-two.npy', sums, [1, 1, 3, 5]);
  const { stdout } = await judge('conv --image nchw.npy --kernel oihw.npy --output plane-of-two.npy');
  const [explain = '', tolerance = ''] = stdout.match(/(?<=npx lastbit ).*/g) ?? [];
  const data = 'conv --image nchw.npy --kernel oihw.npy --layout nchw --kernel-layout oihw';
  expect(explain).toMatch(new RegExp(`^explain ${data} --output \\d+ --observed plane-of-two.npy=\\S+$`));
  expect(tolerance).toBe(`tolerance ${data}`);
  expect(await mainHere(tolerance.split(' '))).toMatchObject({ status: 0, stderr: '' });
  expect(await mainHere([...explain.split(' '), '--subject', 'lastbit/sequential'])).toMatchObject({ status: 0 });
});

test('a wrong one is a defect with its place: status 1, and JSON of the schema says the same', async () => {
  const text = await judge(`${conv} --output mine=zeros.npy`);
  expect(text.status).toBe(1);
  expect(text.stdout).toMatch(/^8 of 48 outputs are wrong.*the last column/);
  const { status, json } = await judgeJson(`${conv} --output mine=zeros.npy --output y.npy`);
  expect(status).toBe(1);
  expect(json).toMatchObject({
    schema: 'lastbit-judge-1',
    verdict: 'defect',
    outputs: [{ name: 'mine', wrong: 8 }, { wrong: 0 }],
  });
});

test('page and pictures show the answer that decides, and depend on nothing else', async () => {
  const files = '--report page.html --svg map.svg --png map.png';
  const { status, stdout } = await judge(`${conv} --output y.npy --output bad=zeros.npy ${files}`);
  expect(status).toBe(1);
  expect(stdout).toContain('y.npy and bad:');
  const page = readFileSync('page.html', 'utf8');
  expect(page).toContain('bad: 8 of 48 outputs are wrong');
  expect(page.match(/class="?wrong"? d="?/g)?.length).toBe(4);
  expect(page.replaceAll('http://www.w3.org', '')).not.toMatch(/https?:|<script|src=/);
  expect(readFileSync('map.svg', 'utf8')).toMatch(/<title>bad: 8 of 48 .*class="wrong" d="M5 0\.5h1/s);
  expect(readFileSync('map.png').subarray(1, 4).toString()).toBe('PNG');
});

test('decimals in text have the type that their digits allow, and the text says which', async () => {
  writeFileSync('third.json', '[0.1, 0.2, 0.3]');
  writeFileSync('shortest.csv', '0.6');
  writeFileSync('double.csv', '0.6000000000000001');
  const short = await judge('sum third.json --output shortest.csv');
  expect(short.stdout.replace(/\s+/g, ' ')).toMatch(/shortest\.csv: read as float32.*third\.json: read as float32/);
  expect(short.status).toBe(0);
  const long = await judgeJson('sum third.json --output double.csv');
  expect(long.json.outputs[0]).toMatchObject({ type: 'float64', verdict: 'rounding' });
  const stated = await judgeJson('sum third.json --output double.csv --type float32');
  expect(stated.json.outputs[0]).toMatchObject({ type: 'float32' });
});

test('NaN in an input is legitimate: NaN is due, and what cannot be judged is not green', async () => {
  writeFileSync('nan.json', '[1, "NaN", 2]');
  writeFileSync('is-nan.json', '"NaN"');
  const nan = await judgeJson('sum nan.json --output is-nan.json');
  expect([nan.status, nan.json.verdict]).toEqual([0, 'rounding']);
  writeFileSync('large.json', '[3e38, 3e38, -3e38]');
  writeFileSync('infinite.json', '"Infinity"');
  const open = await judgeJson('sum large.json --output infinite.json');
  expect([open.status, open.json.verdict]).toEqual([1, 'not-judged']);
});

test('narrower arithmetic is status 1, unless the option or the type of the file says so', async () => {
  const halves = Array.from({ length: 40 }, (_, index) => 2049 + 2 * (index % 5));
  save('odd.npy', halves, [40]);
  const first = halves.reduce((sum, x) => roundToHalf(sum + roundToHalf(x)), 0);
  save('half.npy', [first], [1]);
  const plain = await judgeJson('sum odd.npy --output half.npy');
  expect([plain.status, plain.json.outputs[0].within]).toEqual([1, 0]);
  const stated = await judgeJson('sum odd.npy --output half.npy --accumulator binary16');
  expect([stated.status, stated.json.verdict]).toEqual([0, 'rounding']);
});

test('one wrong output among exact values rounded once is no sum in the narrower type of the file', async () => {
  const [left, right] = [0, 7].map((start) =>
    Array.from({ length: 8 * 64 }, (_, index) => roundToHalf(pixel(index * 31 + start))),
  );
  const product = Array.from({ length: 64 }, (_, index) => {
    const [row, column] = [Math.floor(index / 8), index % 8];
    const terms = Array.from({ length: 64 }, (_, k) => left![row * 64 + k]! * right![k * 8 + column]!);
    return roundToHalf(terms.reduce((sum, term) => sum + term, 0));
  });
  save('left.npy', left!, [8, 64], '<f2');
  save('right.npy', right!, [64, 8], '<f2');
  save('product.npy', product, [8, 8], '<f2');
  save('off.npy', product.with(21, roundToHalf(product[21]! * 1.02)), [8, 8], '<f2');
  const good = await judgeJson('matmul left.npy right.npy --output product.npy');
  expect([good.status, good.json.verdict]).toEqual([0, 'rounding']);
  const off = await judgeJson('matmul left.npy right.npy --output off.npy');
  expect([off.status, off.json.verdict, off.json.outputs[0].wrong]).toEqual([1, 'defect', 1]);
});

test('of two swapped columns it is not said that each is the previous one', async () => {
  const [rows, terms, columns] = [16, 40, 24];
  const left = Array.from({ length: rows * terms }, (_, index) => pixel(index * 31));
  const right = Array.from({ length: terms * columns }, (_, index) => pixel(index * 57 + 7));
  const swapped = Array.from({ length: rows * columns }, (_, index) => {
    const [row, place] = [Math.floor(index / columns), index % columns];
    const column = place < 2 ? 1 - place : place;
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += left[row * terms + k]! * right[k * columns + column]!;
    return Math.fround(sum);
  });
  save('rows.npy', left, [rows, terms]);
  save('columns.npy', right, [terms, columns]);
  save('swapped.npy', swapped, [rows, columns]);
  const { json } = await judgeJson('matmul rows.npy columns.npy --output swapped.npy');
  expect(json.answer).toMatch(/^32 of 384 outputs are wrong.*: the first 2 columns\.$/);
});

test('names of files and outputs are printed harmlessly', async () => {
  const hostile = '\u001b]0;owned\u0007\u202e\nFORGED.json';
  writeFileSync(hostile, '6.5');
  for (const words of [[], ['--json'], ['--report', 'hostile.html']]) {
    const { status, stdout } = await mainHere(['judge', 'sum', 'ones.json', '--output', hostile, ...words]);
    expect(status).toBe(0);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(stdout).not.toMatch(/^FORGED/m);
  }
  const page = readFileSync('hostile.html', 'utf8');
  expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(page).not.toMatch(/^FORGED/m);
});
