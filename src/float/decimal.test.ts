import { expect, test } from 'vitest';
import { readableDecimal, readableNumber } from './decimal.ts';
import { decimalOf, dyadic } from './dyadic.ts';

test('a number is written as its shortest decimal or as a multiple of a power of two, whichever is shorter', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [1, '1'],
    [65536, '65536'],
    [-0.25, '-0.25'],
    [2 ** 24, '16777216'],
    [2 ** 27, '2^27'],
    [2 ** -8, '2^-8'],
    [-(2 ** -59), '-2^-59'],
    [2 ** -149, '2^-149'],
    [3 * 2 ** 100, '3·2^100'],
    [24929 * 2 ** -12, '6.0861816'],
    [Math.fround(0.1), '0.1'],
    [2 ** 128 * (1 - 2 ** -24), '3.4028235e+38'],
  ];
  for (const [x, text] of cases) expect(readableNumber(x, 'binary32')).toBe(text);
  expect(readableNumber(1 / 3, 'binary64')).toBe('0.3333333333333333');
});

test('an exact decimal that is too long for a line is shortened', () => {
  expect(readableDecimal('0.0000000298023223876953125')).toBe('0.0000000298023223876953125');
  expect(readableDecimal(decimalOf(dyadic(-1n, -149)))).toBe('-1.4012984643248170709…e-45');
  expect(readableDecimal(decimalOf(dyadic(1n, 149)))).toBe('7.1362384635297994052…e44');
  expect(readableDecimal(`1${'0'.repeat(50)}`)).toBe('1.0000000000000000000e50');
  expect(readableDecimal(`12.5${'0'.repeat(40)}1`)).toBe('1.2500000000000000000…e1');
  for (const text of ['NaN', '-Infinity', 'none']) expect(readableDecimal(text)).toBe(text);
});
