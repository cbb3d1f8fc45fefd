import { expect, test } from 'vitest';
import { largestFinite, overflowThreshold } from '../float/format.ts';
import { testRandom } from '../float/random.test-support.ts';
import { bitsOfRange, inputFormat, narrowInputs } from './narrow-inputs.ts';
import { roundExactly } from './round-exactly.ts';

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

test('in a smaller range, every number is rounded as round-exactly.ts does', () => {
  const random = testRandom(41);
  for (const range of ['binary16', 'e4m3', 'e5m2'] as const) {
    const bits = bitsOfRange[range];
    const format = inputFormat({ bits, range });
    const edges = [2 ** format.minExponent, 2 ** format.maxExponent, largestFinite(format), overflowThreshold(format)];
    const near = edges.flatMap((x) => [x, x * (1 - 2 ** -24), x * (1 + 2 ** -23), -x]);
    const all = Float32Array.of(...near, 0, -0, 1 + 2 ** -bits, Number.NaN, Number.POSITIVE_INFINITY);
    const drawn = Float32Array.from({ length: 2000 }, () => random.binary32(-30, 20));
    for (const rounding of ['nearest-even', 'toward-zero'] as const)
      for (const numbers of [all, drawn]) {
        const expected = numbers.map((x) =>
          Number.isFinite(x) && x !== 0 ? roundExactly({ high: x, low: 0, below: 0 }, format, rounding).high : x,
        );
        expect(narrowInputs(numbers, { bits, rounding, range })).toEqual(expected);
      }
  }
});
