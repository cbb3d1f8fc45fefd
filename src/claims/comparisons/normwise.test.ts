import { expect, test } from 'vitest';
import { convShape } from '../../conv/shape-text.ts';
import { transformsAt } from '../../conv/transform-name.ts';
import { amplificationOf, normwiseBounds } from './normwise.ts';
import { winogradForms } from './winograd.ts';
import {
  type Matrix,
  type WinogradTransform,
  winogradFour,
  winogradFourRoots,
  winogradSix,
  winogradTwo,
} from './winograd-transform.ts';

const all = [winogradTwo, winogradFour, winogradFourRoots, winogradSix];

test.each(all.map((form) => [form.name, form] as const))('%s: the matrices give a convolution', (_, form) => {
  const { kernel, pixels, outputs, side } = form satisfies WinogradTransform;
  const applied = (matrix: Matrix, x: readonly number[]): readonly number[] =>
    matrix.map((row) => row.reduce((sum, entry, k) => sum + entry * x[k]!, 0));
  const image = Array.from({ length: side }, (_, k) => ((k * 5) % 7) - 3);
  const taps = [2, -5, 3];
  const products = applied(pixels, image).map((value, k) => value * applied(kernel, taps)[k]!);
  applied(outputs, products).forEach((output, k) => {
    expect(output).toBeCloseTo(2 * image[k]! - 5 * image[k + 1]! + 3 * image[k + 2]!, 9);
  });
});

test('amplifications are those of the claims; with √2 the errors are smaller', () => {
  expect(all.map(amplificationOf).map(Math.round)).toEqual([64, 2304, 620, 4579]);
  expect(amplificationOf(winogradTwo)).toBe(Number(winogradForms.two.amplification));
});

test('bounds are those of the filter of an output, and of no other numbers than they speak of', () => {
  const shape = convShape('6x6x2*3x3x2x2');
  const image = new Float32Array(72).fill(2);
  const kernel = Float32Array.from({ length: 36 }, (_, k) => (k % 2 === 0 ? 1 : 8));
  const bound = normwiseBounds(['winograd-2'], { shape, image, kernel }, 'conv2d');
  expect(bound(0) / (64 * 12 * 2 ** -24 * 4)).toBeCloseTo(1, 5);
  expect(bound(1)).toBeCloseTo(8 * bound(0), 9);
  // Transformed along channels, pixels of one channel meet taps of another.
  const apart = { shape, image: image.map((_, k) => k % 2), kernel: kernel.map((_, k) => (k % 4 < 2 ? 1 : 0)) };
  expect(normwiseBounds(['fourier'], apart, 'conv2d')(0)).toBeGreaterThan(2 ** -20);
  expect(normwiseBounds(['winograd-4'], apart, 'conv2d')(0)).toBe(0);
  const infinite = { shape, image: image.with(7, Number.NaN), kernel };
  expect(normwiseBounds(['fourier'], infinite, 'conv2d')(0)).toBe(Number.POSITIVE_INFINITY);
  expect([transformsAt(shape).length, transformsAt(convShape('6x6*2x2')).length]).toEqual([4, 1]);
});
