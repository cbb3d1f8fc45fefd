import { expect, test } from 'vitest';
import { winogradFourNormwise, winogradTwoNormwise } from '../claims/comparisons/winograd.ts';
import { convShape } from '../conv/shape-text.ts';
import { transformsFor } from './normwise.ts';

const caseOf = (text: string, pixel: number, tap: number): Parameters<typeof transformsFor>[0] => {
  const shape = convShape(text);
  const { height, width, channelsIn, channelsOut, kernelHeight, kernelWidth } = shape;
  return {
    shape,
    image: new Float32Array(height * width * channelsIn).fill(pixel),
    kernel: new Float32Array(kernelHeight * kernelWidth * channelsIn * channelsOut).fill(tap),
  };
};

test('the bounds are those of the claims, a term for each channel', () => {
  const [two, four] = transformsFor(caseOf('6x6*3x3', 2, 3));
  expect(winogradTwoNormwise.formula).toContain('64·((1+v)^11 − 1)');
  expect(winogradFourNormwise.formula).toContain('2304·((1+v)^23 − 1)');
  expect(two!.bound / (64 * 11 * 2 ** -24 * 6)).toBeCloseTo(1, 5);
  expect(four!.bound / (2304 * 23 * 2 ** -24 * 6)).toBeCloseTo(1, 5);
  const [deep] = transformsFor(caseOf('6x6x5*3x3x2', 2, 3));
  expect(deep!.bound / (64 * 15 * 2 ** -24 * 30)).toBeCloseTo(1, 5);
});

test('only for 3×3 taps, several outputs, and sizes of which the claims speak', () => {
  expect(transformsFor(caseOf('6x6*5x5', 1, 1))).toEqual([]);
  expect(transformsFor(caseOf('3x3*3x3', 1, 1))).toEqual([]);
  expect(transformsFor(caseOf('6x6*3x3', 2 ** 21, 1))).toEqual([]);
  expect(transformsFor(caseOf('6x6*3x3', 1, Number.NaN))).toEqual([]);
});
