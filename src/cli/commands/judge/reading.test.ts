import { expect, test } from 'vitest';
import { arrayOf } from '../../../arrays/array-of.ts';
import { questionOf } from '../../../arrays/question-of.ts';
import type { ConvRequest } from '../../../arrays/request.ts';
import type { ElementType } from '../../../float/element-type.ts';
import { readingOf } from './reading.ts';
import { typedAnswer, typedInput } from './text-types.ts';

const array = (path: string, sizes: readonly number[]) =>
  arrayOf(new Float64Array(sizes.reduce((product, size) => product * size, 1)), sizes, 'float32', path);
const conv = (image: readonly number[], kernel: readonly number[], options: Partial<ConvRequest>): string =>
  readingOf(questionOf({ kind: 'conv', image: array('x', image), kernel: array('w', kernel), ...options }));

test.each([
  [
    [2, 8, 9, 3],
    [3, 3, 3, 4],
    { kernelLayout: 'hwio' },
    'x (float32 2×8×9×3 NHWC), w (float32 3×3×3×4 HWIO); outputs 2×6×7×4 NHWC',
  ],
  [[2, 3, 8, 9], [4, 3, 5, 5], {}, 'x (float32 2×3×8×9 NCHW), w (float32 4×3×5×5 OIHW); outputs 2×4×4×5 NCHW'],
  [[1, 1, 8, 9], [1, 1, 3, 3], { layout: 'nchw' }, '1×1×8×9 NCHW), w (float32 1×1×3×3 OIHW); outputs 1×1×6×7 NCHW'],
  [[1, 8, 8, 2], [3, 3, 5, 2], { transposed: true }, 'w (float32 3×3×5×2 HWOI); outputs 1×10×10×5 NHWC'],
  [[1, 8, 8, 6], [3, 3, 6, 2], { groups: 6 }, '6 groups, of x (float32 1×8×8×6 NHWC), w (float32 3×3×6×2 HWIO)'],
  [
    [1, 9, 3],
    [4, 3, 2],
    { kernelLayout: 'hwio' },
    'x (float32 1×9×3 NLC), w (float32 4×3×2 LIO); outputs 1×6×2 NLC, of up to 12 terms',
  ],
  [[5, 6], [2, 2], { stride: 2 }, 'a convolution, stride 2×2, of x (float32 5×6), w (float32 2×2); outputs 2×3,'],
] as const)('a convolution of %j by %j with %j is read as said', (image, kernel, options, told) => {
  expect(conv(image, kernel, options)).toContain(told);
});

test('a transposed convolution has padding, and a sum its axes', () => {
  const told = conv([1, 5, 5, 1], [3, 3, 1, 1], { transposed: true, padding: 1, layout: 'nhwc' });
  expect(told).toContain('a transposed convolution, padding 1,1,1,1 (top, bottom, left, right), of x');
  const sum = questionOf({ kind: 'sum', array: array('a', [2, 3, 4]), axes: [0, -1], mean: true });
  expect(readingOf(sum)).toBe('Read as the mean along axes 0,2 of a (float32 2×3×4); outputs 3, of up to 8 terms.');
});

const text = (numbers: readonly number[]) => arrayOf(numbers, [numbers.length], 'float64', 'y.json');
const typeOf = (numbers: readonly number[]) => typedAnswer(text(numbers), undefined).file.type;

test('decimals are float32 if they can be, and short ones that are many are refused', () => {
  expect(typeOf([0.5, Number.NaN, Number.POSITIVE_INFINITY, 16777216])).toBe('float32');
  expect(typeOf([0.1, 0.25])).toBe('float32');
  expect(typeOf([0.123456789])).toBe('float32');
  expect(typeOf([0.1234567891])).toBe('float64');
  const shortened = Array.from({ length: 8 }, (_, index) => 0.1234501 + index / 1e5);
  expect(() => typeOf(shortened.map((x) => Number(x.toPrecision(7))))).toThrow(/at most 7 significant digits, too few/);
  expect(typeOf(shortened.slice(1).map((x) => Number(x.toPrecision(7))))).toBe('float32');
  expect(typeOf(shortened.map((x) => Number(`${x.toPrecision(7)}12`)))).toBe('float32');
  expect(typedAnswer(text(shortened), 'float16').file.read(0, 1)[0]).toBe(0.12347412109375);
});

test('inputs in text are rounded where no answer is float64; others only with --round-inputs', () => {
  const answers = (...types: readonly ElementType[]) => types.map((type) => arrayOf([1], [1], type));
  expect(typedInput(text([0.1]), answers('float32', 'bfloat16'), false)).toMatchObject({
    ...{ rounded: true, file: { type: 'float32' } },
    note: 'y.json: read as float32, because the answers are no float64; 1 number of it had to be rounded.',
  });
  expect(typedInput(text([0.1]), answers('float32', 'float64'), false).file.type).toBe('float64');
  const binary = arrayOf([0.1], [1], 'float64', 'x.npy');
  expect(typedInput(binary, answers('float32'), false)).toEqual({ file: binary });
  expect(typedInput(binary, answers('bfloat16'), true).file.read(0, 1)[0]).toBe(0.10009765625);
  expect(typedInput(binary, answers('bfloat16', 'float16'), true).file.type).toBe('float32');
});
