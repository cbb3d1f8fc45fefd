import { expect, test } from 'vitest';
import { arrayOf } from '../arrays/array-of.ts';
import { questionOf } from '../arrays/question-of.ts';
import type { ConvRequest } from '../arrays/request.ts';
import { readingOf } from './question-reading.ts';

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
