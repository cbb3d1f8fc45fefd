import { expect, test } from 'vitest';
import { convolve, multiply, type NaiveConvolution, randomNumbers, rounderTo } from '../bench/judgements/naive.ts';
import { bfloat16, binary32, tf32 } from '../float/format.ts';
import { randomOf } from '../inputs/random.ts';
import { arrayOf } from './array-of.ts';
import { modelsOfLongSums } from './diagnose/long-models.ts';
import { narrowTo } from './diagnose/narrow.ts';
import { settingOf } from './diagnose/setting.ts';
import { judgeAnswers } from './judge-answer.ts';
import { judgeArrays } from './judge-arrays.ts';
import type { ArrayJudgement } from './judgement.ts';
import type { Answer } from './question.ts';
import { questionOf } from './question-of.ts';
import type { ArrayRequest } from './request.ts';
import type { TallyRunner } from './tally-runner.ts';

const run: TallyRunner = async (question, checks) => judgeAnswers(question, checks);
const rng = randomOf(14, 'judge arrays');

function judge(request: ArrayRequest, ...answers: readonly Answer[]): Promise<ArrayJudgement> {
  const files = answers.map(({ file }) => file);
  return judgeArrays(questionOf(request, files), answers, { run });
}

const answer = (numbers: ArrayLike<number>, sizes: readonly number[], name = 'output'): Answer => ({
  name,
  file: arrayOf(numbers, sizes, 'float32', `${name}.npy`),
});

// 56 × 56 pixels that binary16 does not reach.
const image = randomNumbers(rng, 56 * 56).map((x) => Math.fround(x * 1e6));
const kernel = randomNumbers(rng, 9);
const layer: NaiveConvolution = {
  ...{ sizes: [1, 56, 56, 1], kernel: [3, 3], channelsOut: 1, outputs: [56, 56], before: [1, 1] },
  pixel: (_, y, x) => image[y * 56 + x]!,
  tap: (r, q) => kernel[r * 3 + q]!,
};
const conv: ArrayRequest = {
  ...{ kind: 'conv', padding: 'same', layout: 'nhwc', kernelLayout: 'hwio' },
  image: arrayOf(image, [1, 56, 56, 1], 'float32', 'x.npy'),
  kernel: arrayOf(kernel, [3, 3, 1, 1], 'float32', 'w.npy'),
};
const sizes = [1, 56, 56, 1];

test('right outputs are called roundings', async () => {
  const { answer: said, outputs } = await judge(conv, answer(convolve(layer), sizes));
  expect(said).toMatch(
    /^All 3,136 outputs are roundings: within the bound of any order, the largest at 0\.\d+ of it; equal bit for bit to a loop over the terms in binary32\.$/,
  );
  expect(outputs[0]).toMatchObject({ within: 3136, wrong: 0, notJudged: 0, model: 'binary32', allowed: true });
});

test('outputs that were not written are counted and placed', async () => {
  const right = convolve(layer);
  const lost = right.map((x, index) => (index % 56 === 55 && Math.floor(index / 56) % 2 === 0 ? 0 : x));
  const { answer: said, outputs } = await judge(conv, answer(lost, sizes));
  expect(said).toMatch(
    /^28 of 3,136 outputs are wrong, up to 10\^\d bounds away: the last column of every second row, from row 0 on\. Likely: every wrong output is 0, as if it had not been written\.$/,
  );
  expect(outputs[0]!.faults).toEqual([
    { id: 'unwritten', words: 'every wrong output is 0, as if it had not been written', tried: 28, explained: 28 },
  ]);
});

test('TF32 inputs are recognised on all outputs', async () => {
  const narrow = rounderTo(tf32);
  const { pixel, tap } = layer;
  const numbers = convolve({ ...layer, pixel: (...at) => narrow(pixel(...at)), tap: (...at) => narrow(tap(...at)) });
  const { answer: said, verdict } = await judge(conv, answer(numbers, sizes));
  expect(said).toBe('Not an error of rounding in binary32, but exactly what TF32 inputs give (3,136 of 3,136).');
  expect(verdict).toBe('narrower');
});

test('TF32 inputs with ties away from zero are recognised on all outputs', async () => {
  const narrow = narrowTo(tf32, 'nearest-away');
  const [half, ulp] = [2 ** -11, 2 ** -10];
  // Every pixel is a tie.
  const pixels = image.map((_, place) => 1 + (place % 512) * ulp + half);
  const numbers = convolve({
    ...layer,
    pixel: (_, y, x) => narrow(pixels[y * 56 + x]!),
    tap: (r, q) => narrow(kernel[r * 3 + q]!),
  });
  const { answer: said } = await judge(
    { ...conv, image: arrayOf(pixels, [1, 56, 56, 1], 'float32', 'x.npy') } as ArrayRequest,
    answer(numbers, sizes),
  );
  expect(said).toBe(
    'Not an error of rounding in binary32, but exactly what TF32 inputs rounded with ties away from zero give ' +
      '(3,136 of 3,136).',
  );
});

/** A product of 6 × n by n × 6 matrices. */
function product(n: number, scale = 1): { request: ArrayRequest; of: (change: (x: number) => number) => Float64Array } {
  const [a, b] = [randomNumbers(rng, 6 * n).map((x) => x * scale), randomNumbers(rng, n * 6)];
  const request: ArrayRequest = { kind: 'matmul', left: arrayOf(a, [6, n]), right: arrayOf(b, [n, 6]) };
  const of = (change: (x: number) => number): Float64Array =>
    multiply(
      6,
      n,
      6,
      (i, k) => change(a[i * n + k]!),
      (k, j) => change(b[k * 6 + j]!),
    );
  return { request, of };
}

test('errors within the bound, but of narrower inputs, are not called roundings', async () => {
  const { request, of } = product(600, 1024);
  const numbers = of(rounderTo(tf32));
  const { verdict, answer: said, outputs } = await judge(request, answer(numbers, [6, 6]));
  expect(outputs[0]!.wrong).toBe(0);
  expect(said).toMatch(
    /^Within the bound of binary32, but far larger than its roundings, and exactly what TF32 inputs/,
  );
  expect(verdict).toBe('narrower');
});

test('one output within the bound proves nothing, but a hint is given', async () => {
  const narrow = rounderTo(tf32);
  const [a, b] = [randomNumbers(rng, 600).map((x) => x * 1024), randomNumbers(rng, 600)];
  const request: ArrayRequest = { kind: 'dot', left: arrayOf(a, [600]), right: arrayOf(b, [600]) };
  const numbers = multiply(
    1,
    600,
    1,
    (_, k) => narrow(a[k]!),
    (k) => narrow(b[k]!),
  );
  const { outputs } = await judge(request, answer(numbers, []));
  expect(outputs[0]!.verdict).toBe('rounding');
  expect(outputs[0]!.notes[0]).toBe('TF32 inputs or binary16 inputs would explain it; so few outputs do not prove it.');
});

test('narrower inputs of sums that are too long to be taken apart are found by tallies', async () => {
  const { request, of } = product(100, 2 ** 20);
  const given = answer(of(rounderTo(bfloat16)), [6, 6]);
  const question = questionOf(request, [given.file]);
  const model = { name: 'binary32', accumulator: binary32 };
  const setting = settingOf(question, given, model);
  const [tally] = judgeAnswers(question, [{ answer: given, model }]);
  const found = await modelsOfLongSums(setting, given, { ...tally!, wrong: tally!.outputs }, run);
  expect(found.map(({ words }) => words)).toEqual(['bfloat16 inputs']);
});

test('two right answers are told apart', async () => {
  const { request, of } = product(60);
  const right = of((x) => x);
  const backwards = await judge(request, answer(right, [6, 6], 'a'), answer(right, [6, 6], 'b'));
  expect(backwards.answer).toBe('a and b are equal bit for bit.');
  const [left, other] = [randomNumbers(rng, 60), randomNumbers(rng, 60)];
  const dot: ArrayRequest = { kind: 'dot', left: arrayOf(left, [60]), right: arrayOf(other, [60]) };
  const sums = [Math.fround, (x: number) => x].map((round) =>
    multiply(
      1,
      60,
      1,
      (_, k) => left[k]!,
      (k) => other[k]!,
      round,
    ).map(Math.fround),
  );
  const ways = await judge(dot, answer(sums[0]!, [], 'a'), answer(sums[1]!, [], 'b'));
  expect(ways.answer).toMatch(/; a is a loop over the terms in binary32, b is rounded once\.$/);
  const nudged = right.map((x, index) => (index === 7 ? Math.fround(x * (1 + 2 ** -22)) : x));
  const { answer: said, comparisons } = await judge(request, answer(right, [6, 6], 'a'), answer(nudged, [6, 6], 'b'));
  expect(said).toMatch(
    /^Both are correctly computed, in different orders: 1 of 36 outputs differ, all within rounding/,
  );
  expect(comparisons[0]).toMatchObject({ equal: 35, bothRight: true, compared: 36 });
  const place = [
    { axis: 'row', at: 1, of: 6 },
    { axis: 'column', at: 1, of: 6 },
  ];
  expect(comparisons[0]!.firstDifference).toMatchObject({ index: 7, place });
  const wrong = await judge(request, answer(right, [6, 6], 'a'), answer(new Float64Array(36), [6, 6], 'b'));
  expect(wrong.comparisons[0]!.answer).toBe('a is a rounding, b is not a rounding: 36 of 36 outputs differ.');
});

test('results that a loop in binary32 would miss show wider sums', async () => {
  const { request, of } = product(200);
  const { outputs } = await judge(
    request,
    answer(
      of((x) => x).map(() => 0),
      [6, 6],
    ),
  );
  const exact = outputs[0]!.worst.map(({ exact: value }) => Math.fround(value as number));
  expect(exact.length).toBe(20);
  const [a, b] = [randomNumbers(rng, 1200), randomNumbers(rng, 1200)];
  const wide = multiply(
    6,
    200,
    6,
    (i, k) => a[i * 200 + k]!,
    (k, j) => b[k * 6 + j]!,
    (x) => x,
  ).map(Math.fround);
  const rounded: ArrayRequest = { kind: 'matmul', left: arrayOf(a, [6, 200]), right: arrayOf(b, [200, 6]) };
  const judged = await judge(rounded, answer(wide, [6, 6]));
  expect(judged.answer).toBe('All 36 outputs are the exact values, rounded once.');
  expect(judged.outputs[0]!.notes[0]).toMatch(
    /^Sums in binary64, rounded once, give this, and so do exact sums: a loop/,
  );
});

test('two roundings are seen in the bits', async () => {
  // 2049 + 2^-20 rounds to 2049 in binary32, and that to 2048 in binary16; the exact value is nearer to 2050.
  const rows = [
    [2048, 1, 2 ** -20],
    [1, 2, 0.5],
  ].flat();
  const request: ArrayRequest = { kind: 'sum', array: arrayOf(rows, [2, 3], 'float16'), axes: [1] };
  const given = { name: 'output', file: arrayOf([2048, 3.5], [2], 'float16') };
  const { verdict, outputs } = await judgeArrays(questionOf(request, [given.file]), [given], { run });
  expect(verdict).toBe('rounding');
  expect(outputs[0]!.notes).toEqual(['1 output shows two roundings, to binary32 and then to binary16.']);
});

test('sums that are cut toward zero are seen by the direction of their errors', async () => {
  const cut = narrowTo(binary32, 'toward-zero');
  const [a, b] = [randomNumbers(rng, 1200).map(Math.abs), randomNumbers(rng, 1200).map(Math.abs)];
  const numbers = multiply(
    6,
    200,
    6,
    (i, k) => a[i * 200 + k]!,
    (k, j) => b[k * 6 + j]!,
    cut,
  );
  const request: ArrayRequest = { kind: 'matmul', left: arrayOf(a, [6, 200]), right: arrayOf(b, [200, 6]) };
  const { outputs } = await judge(request, answer(numbers, [6, 6]));
  expect(outputs[0]!.notes).toEqual(['Every error is toward zero, as of sums that are cut and not rounded.']);
});

test('overflow in every order is said', async () => {
  const request: ArrayRequest = { kind: 'sum', array: arrayOf([3e38, 3e38, 3e38].map(Math.fround), [3]), mean: true };
  const { verdict, answer: said } = await judge(request, answer([Number.POSITIVE_INFINITY], []));
  expect(verdict).toBe('not-judged');
  expect(said).toMatch(/every order overflows in binary32, unless terms are divided first; wider sums do not\.$/);
});

test('what the data cannot tell is not named', async () => {
  // A symmetric kernel hides that it is flipped; equal channels hide which one is missing.
  const symmetric: ArrayRequest = {
    ...conv,
    kernel: arrayOf([1, 2, 1, 2, 4, 2, 1, 2, 1], [3, 3, 1, 1]),
  } as ArrayRequest;
  const flipped = convolve({ ...layer, tap: (r, q) => [1, 2, 1][2 - r]! * [1, 2, 1][2 - q]! });
  expect((await judge(symmetric, answer(flipped, sizes))).verdict).toBe('rounding');
  const constant: ArrayRequest = {
    ...{ kind: 'conv', layout: 'nhwc', kernelLayout: 'hwio' },
    image: arrayOf(new Float64Array(8 * 8 * 4).fill(0.5), [1, 8, 8, 4]),
    kernel: arrayOf(new Float64Array(9 * 4).fill(0.3).map(Math.fround), [3, 3, 4, 1]),
  };
  const three = new Float64Array(36).fill(Math.fround(27 * 0.15));
  const { outputs } = await judge(constant, answer(three, [1, 6, 6, 1]));
  expect(outputs[0]!.verdict).toBe('defect');
  expect(outputs[0]!.faults.map(({ words }) => words)).toEqual([
    'one input channel is missing; these data do not show which',
  ]);
});

test('small whole numbers match by chance, and prove no fault', async () => {
  const numbers = [...Array(12).keys()].flatMap((row) => [1, row, 2, 1, 3 * row, 1]);
  const request: ArrayRequest = { kind: 'sum', array: arrayOf(numbers, [12, 6], 'int32'), axes: [1] };
  const less = [...Array(12).keys()].map((row) => 4 * row + 4);
  const { outputs } = await judge(request, answer(less, [12]));
  expect(outputs[0]).toMatchObject({ verdict: 'defect', wrong: 12, faults: [] });
});

test('a few outputs with the values of others prove no fault', async () => {
  const { request, of } = product(20);
  const right = of((x) => x);
  const { outputs } = await judge(
    request,
    answer(
      right.map((x, index) => (index < 5 ? right[index + 1]! : x)),
      [6, 6],
    ),
  );
  expect(outputs[0]).toMatchObject({ verdict: 'defect', wrong: 5, faults: [] });
});

test('an infinity by overflow in binary16 is not called wrong', async () => {
  const request: ArrayRequest = { kind: 'sum', array: arrayOf([60000, 60000, -60000], [3], 'float16') };
  const given = { name: 'output', file: arrayOf([Number.POSITIVE_INFINITY], [], 'float16') };
  const { verdict, answer: said } = await judgeArrays(questionOf(request, [given.file]), [given], { run });
  expect([verdict, said]).toEqual([
    'narrower',
    'Not an error of rounding in binary32, but within the bound of binary16 sums, some of which overflow (1 of 1).',
  ]);
});

test('a zero by cancellation in binary16 was not left unwritten', async () => {
  const rows = [
    [2048, 1, -2048],
    [1, 2, 3],
    [4, 5, 6.5],
  ].flat();
  const request: ArrayRequest = { kind: 'sum', array: arrayOf(rows, [3, 3], 'float16'), axes: [1] };
  const given = { name: 'output', file: arrayOf([0, 6, 15.5], [3], 'float16') };
  const { verdict, answer: said } = await judgeArrays(questionOf(request, [given.file]), [given], { run });
  expect(verdict).toBe('narrower');
  expect(said).toContain('equal bit for bit to a loop over the terms in binary16');
});

test('a NaN where padding may have been multiplied by an infinite tap is not judged', async () => {
  const request: ArrayRequest = {
    ...{ kind: 'conv', image: arrayOf([1, 2, 3], [1, 3]), padding: [0, 0, 1, 0] },
    kernel: arrayOf([Number.POSITIVE_INFINITY, 1, 1], [1, 3]),
  };
  const { verdict, answer: said } = await judge(request, answer([Number.NaN, Number.POSITIVE_INFINITY], [1, 2]));
  expect(verdict).toBe('rounding');
  expect(said).toContain(
    '1 output is not judged: a tap on padding is not finite, which gives NaN where padding is multiplied as zeros.',
  );
});

test('of three answers that are roundings the nearest to the exact values is named first', async () => {
  const numbers = randomNumbers(rng, 3 * 400);
  const request: ArrayRequest = { kind: 'sum', array: arrayOf(numbers, [3, 400], 'float32', 'x.npy'), axes: [1] };
  const sums = (round: (x: number) => number) =>
    Float64Array.from({ length: 3 }, (_, row) =>
      Math.fround(numbers.subarray(row * 400, (row + 1) * 400).reduce((sum, x) => round(sum + x), 0)),
    );
  const [loop, once] = [sums(Math.fround), sums((x) => x)];
  const judged = await judge(request, answer(loop, [3], 'loop'), answer(once, [3], 'once'), answer(loop, [3], 'again'));
  expect(judged.answer).toMatch(
    /^All 3 answers are correctly computed; .*: once \(0\.\d+\), loop \(.*\), again \(.*\)\.$/,
  );
  const same = await judge(request, answer(once, [3], 'a'), answer(once, [3], 'b'), answer(once, [3], 'c'));
  expect(same.answer).toBe('All 3 answers are equal bit for bit.');
});
