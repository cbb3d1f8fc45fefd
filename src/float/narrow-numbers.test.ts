import { expect, test } from 'vitest';
import { bits16, decodeNarrow, encodeNarrow, firstOutside, narrowFormats, roundNarrow } from './narrow-numbers.ts';

const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

test.each(['binary16', 'bfloat16'] as const)('all patterns of %s are read and written', (name) => {
  const numbers = decodeNarrow(all, name);
  const written = encodeNarrow(numbers, name);
  const wrong = all.filter((bits) => !Number.isNaN(numbers[bits]) && written[bits] !== bits);
  expect([...wrong]).toEqual([]);
  expect(firstOutside(numbers, name)).toBe(-1);
  const { precision, maxExponent } = narrowFormats[name];
  const finite = numbers.filter(Number.isFinite);
  expect(finite.reduce((most, x) => Math.max(most, x), 0)).toBe((2 - 2 ** (1 - precision)) * 2 ** maxExponent);
  expect(Number.isNaN(numbers[Number.parseInt(bits16(Number.NaN, name), 16)])).toBe(true);
});

test('numbers are rounded to nearest, ties to even', () => {
  expect(roundNarrow(65519.99, 'binary16')).toBe(65504);
  expect(roundNarrow(65520, 'binary16')).toBe(Number.POSITIVE_INFINITY);
  expect(roundNarrow(2 ** -25, 'binary16')).toBe(0);
  expect(roundNarrow(1.5 * 2 ** -24, 'binary16')).toBe(2 ** -23);
  expect(roundNarrow(1 + 2 ** -8, 'bfloat16')).toBe(1);
  expect(firstOutside(Float32Array.of(1, Number.NaN, 1 + 2 ** -8), 'bfloat16')).toBe(2);
  expect([bits16(1, 'binary16'), bits16(-0, 'binary16'), bits16(1, 'bfloat16')]).toEqual(['3c00', '8000', '3f80']);
});
