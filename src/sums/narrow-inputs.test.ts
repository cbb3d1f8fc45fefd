import { expect, test } from 'vitest';
import { narrowInputs } from './narrow-inputs.ts';

const numbers = Float32Array.of(
  1 + 2 ** -7,
  1 + 2 ** -8,
  1 + 2 ** -7 + 2 ** -8,
  -(1 + 2 ** -8 + 2 ** -20),
  -0,
  2 ** -149,
);

test('eight bits to nearest even, and cut', () => {
  expect([...narrowInputs(numbers, { bits: 8, rounding: 'nearest-even' })]).toEqual([
    ...[1 + 2 ** -7, 1, 1 + 2 ** -6, -(1 + 2 ** -7), -0, 0],
  ]);
  expect([...narrowInputs(numbers, { bits: 8, rounding: 'toward-zero' })]).toEqual([
    ...[1 + 2 ** -7, 1, 1 + 2 ** -7, -1, -0, 0],
  ]);
});

test('the largest number rounds up to infinity and is cut to a finite one; NaN stays', () => {
  const large = Float32Array.of((2 - 2 ** -23) * 2 ** 127, Number.NaN, -Infinity);
  expect([...narrowInputs(large, { bits: 11, rounding: 'nearest-even' })]).toEqual([Infinity, Number.NaN, -Infinity]);
  expect(narrowInputs(large, { bits: 11, rounding: 'toward-zero' })[0]).toBe((2 - 2 ** -10) * 2 ** 127);
});
