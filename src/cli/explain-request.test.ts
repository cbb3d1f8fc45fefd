import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { gatherTerms, planOutput } from '../conv/terms.ts';
import type { ExplainRequest } from '../explain/explain.ts';
import { npyBytes } from '../files/npy-bytes.test-support.ts';
import { openArray } from '../files/open-array.ts';
import { type ExplainOptions, explainRequest } from './explain-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-request-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, contents: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

const square = file('square.json', '[[1, 2], [3, 4]]');
const row = file('row.json', '[1, 2, 3]');
const tenth = file('tenth.json', '[[1, 0.1], [2, 3]]');
const half = file('half.npy', npyBytes({ type: '<f2', sizes: [4], numbers: [1, 2, 3, 4] }));
const nchw = file('nchw.npy', npyBytes({ sizes: [1, 2, 1, 2], numbers: [1, 2, 3, 4] }));
const grouped = file('grouped.npy', npyBytes({ sizes: [4, 1, 1, 1], numbers: [1, 10, 100, 1000] }));

function request(
  operation: string | undefined,
  paths: readonly string[],
  options: Partial<ExplainOptions> = {},
): ExplainRequest {
  return explainRequest(operation, paths, { output: '0', seed: '1', ...options }, openArray);
}

/** The factors of the output that is explained. */
function factors(one: ExplainRequest): readonly [readonly number[], readonly number[]] {
  if (one.wide !== undefined) return [[...one.wide.left], [...one.wide.right]];
  const { shape, image, kernel } = one.case;
  const batch = { shape, count: 1, images: image, kernels: kernel };
  const { left, right } = gatherTerms(planOutput(shape, one.output), batch);
  return [[...left], [...right]];
}

test('one output of any operation is a window of factors', () => {
  expect(factors(request('sum', [square]))).toEqual([
    [1, 2, 3, 4],
    [1, 1, 1, 1],
  ]);
  expect(factors(request('sum', [square], { axis: '0', output: '1' }))).toEqual([
    [2, 4],
    [1, 1],
  ]);
  expect(factors(request('sum', [row]))).toEqual([
    [1, 2, 3],
    [1, 1, 1],
  ]);
  expect(factors(request('dot', [row, row]))).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  expect(factors(request('matmul', [square, square], { output: '1' }))).toEqual([
    [1, 2],
    [2, 4],
  ]);
  const conv = { image: square, kernel: square };
  expect(factors(request('conv', [], conv))).toEqual([
    [1, 2, 3, 4],
    [1, 2, 3, 4],
  ]);
  expect(factors(request(undefined, [], conv))).toEqual(factors(request('conv', [], conv)));
  expect(factors(request('conv', [], { ...conv, transposed: true, output: '4' }))).toEqual([
    [4, 3, 2, 1],
    [1, 2, 3, 4],
  ]);
  const groups = { image: nchw, kernel: grouped, groups: '2', layout: 'nchw', kernelLayout: 'oihw' };
  expect(factors(request('conv', [], { ...groups, output: '5' }))).toEqual([[4], [100]]);
});

test('without stated layouts, arrays that fit as NCHW and OIHW alone are read so', () => {
  const oihw = file('oihw.npy', npyBytes({ sizes: [1, 2, 1, 1], numbers: [10, 100] }));
  expect(factors(request('conv', [], { image: nchw, kernel: oihw, output: '1' }))).toEqual([
    [2, 4],
    [10, 100],
  ]);
});

test('a number pads all sides that the arrays have', () => {
  const image = file('line.npy', npyBytes({ sizes: [1, 2, 1], numbers: [1, 2] }));
  const kernel = file('taps.npy', npyBytes({ sizes: [2, 1, 1], numbers: [10, 100] }));
  const options = { image, kernel, layout: 'nhwc', padding: '1' };
  expect(factors(request('conv', [], { ...options, output: '2' }))).toEqual([[2], [10]]);
  expect(() => request('conv', [], { ...options, output: '3' })).toThrow('the answer has 3 outputs');
});

test('a file in the place of the operation is called one', () => {
  expect(() => request('a.npy', ['b.npy'])).toThrow(
    'explain a.npy: a file where the operation is due; as in explain dot',
  );
});

test('a window says which output it is, and what divides it', () => {
  expect(request('sum', [square], { axis: '-1', mean: true, output: '1' })).toMatchObject({
    ...{ operation: 'sum', divisor: 2, place: 'output [1] of 2, a mean', output: 0, roundedInputs: 0 },
  });
  expect(request('dot', [row, row])).toMatchObject({
    place: 'the dot of everything',
    divisor: 1,
    source: `${row} and ${row}`,
  });
});

test('a convolution keeps the shape of its window where nothing lies on padding', () => {
  const options = { image: square, kernel: square, layout: 'nhwc', padding: '1' };
  const shapeAt = (output: string): unknown => request('conv', [], { ...options, output }).case.shape;
  expect(shapeAt('4')).toMatchObject({ kernelHeight: 2, kernelWidth: 2, channelsIn: 1 });
  expect(shapeAt('0')).toMatchObject({ kernelHeight: 1, kernelWidth: 1 });
});

test('16-bit inputs are known as such; binary64 ones stay as they are, or are rounded on request', () => {
  expect(request('sum', [half]).inputFormat).toBe('binary16');
  expect(request('sum', [square]).inputFormat).toBeUndefined();
  expect(factors(request('dot', [tenth, tenth]))[0]).toEqual([1, 0.1, 2, 3]);
  const conv = { image: tenth, kernel: square };
  expect(factors(request('conv', [], conv))[0]).toEqual([1, 0.1, 2, 3]);
  for (const rounded of [
    request('dot', [tenth, square], { roundInputs: true }),
    request('conv', [], { ...conv, roundInputs: true }),
  ]) {
    expect(factors(rounded)[0]).toEqual([1, Math.fround(0.1), 2, 3]);
    expect(rounded.roundedInputs).toBe(1);
    expect(rounded).not.toHaveProperty('wide');
    expect(rounded.moved!.ulp).toBeCloseTo((2 * (Math.fround(0.1) - 0.1)) / 2 ** -19, 5);
  }
});

test('--as goes with every observed number', () => {
  expect(request('sum', [row], { observed: ['a=1', '2'], as: 'repr' }).observed).toEqual([
    { name: 'a', printed: '1', as: 'repr' },
    { name: 'observed', printed: '2', as: 'repr' },
  ]);
});

test('a tap on padding that is not finite is known, though it is no term', () => {
  const infinite = file('infinite.json', '[["Infinity", 1], [1, 1]]');
  const conv = { image: square, kernel: infinite, layout: 'nhwc', padding: '1,0,1,0' };
  expect(request('conv', [], { ...conv, output: '0' })).toMatchObject({ isSpecialOnPadding: true });
  expect(request('conv', [], { ...conv, output: '3' })).not.toHaveProperty('isSpecialOnPadding');
});
