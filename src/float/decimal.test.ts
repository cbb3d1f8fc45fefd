import { expect, test } from 'vitest';
import { quotientDecimal, readableDecimal, readableNumber, sentenceDecimal, shortestDecimal } from './decimal.ts';
import { decimalOf, dyadic } from './dyadic.ts';

test('a number is written as its shortest decimal or as a multiple of a power of two, whichever is shorter', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '−∞'],
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
  for (const text of ['NaN', 'none']) expect(readableDecimal(text)).toBe(text);
  expect(readableDecimal('-Infinity')).toBe('−∞');
});

test('in a sentence a long decimal near 1 has no exponent', () => {
  expect(sentenceDecimal(`0.0173720878346557583423${'1'.repeat(30)}`)).toBe('0.017372087834655758342…');
  expect(sentenceDecimal(`-5050.0000000000002031${'7'.repeat(30)}`)).toBe('-5050.0000000000002031…');
  expect(sentenceDecimal('0.0000000298023223876953125')).toBe('0.0000000298023223876953125');
  expect(sentenceDecimal(decimalOf(dyadic(-1n, -149)))).toBe('-1.4012984643248170709…e-45');
  expect(sentenceDecimal(`1${'0'.repeat(50)}`)).toBe('1.0000000000000000000e50');
});

test('a whole number has its own digits, and no zeros in their place', () => {
  expect(shortestDecimal(98684352, 'binary32')).toBe('98684352');
  expect(shortestDecimal(-260000006144, 'binary32')).toBe('-260000006144');
  expect(shortestDecimal(2 ** 60, 'binary64')).toBe('1152921504606846976');
  expect(shortestDecimal(2 ** 53 + 2, 'binary64')).toBe('9007199254740994');
  for (let x = 1.1; x < 2 ** 127; x *= 1.7) {
    for (const format of ['binary32', 'binary64'] as const) {
      const number = format === 'binary32' ? Math.fround(x) : x;
      const text = shortestDecimal(number, format);
      expect(format === 'binary32' ? Math.fround(Number(text)) : Number(text)).toBe(number);
      // All digits before the unit are significant: they are exact, or an exponent stands for them.
      if (/^\d+$/.test(text)) expect(BigInt(text)).toBe(BigInt(number));
    }
  }
});

test('a decimal is divided by a whole number, exactly or to more digits than a sentence shows', () => {
  expect(quotientDecimal('-7.5', 3)).toBe('-2.5');
  expect(quotientDecimal('0', 3)).toBe('0');
  expect(quotientDecimal('1', 4)).toBe('0.25');
  expect(quotientDecimal('0.007000000332482159137725830078125', 7)).toBe('0.001000000047497451305389404296875');
  const tiny = quotientDecimal(`0.${'0'.repeat(300)}1`, 3);
  expect(sentenceDecimal(tiny)).toBe('3.3333333333333333333…e-302');
  expect(sentenceDecimal(quotientDecimal('2', 3))).toBe('0.66666666666666666666…');
});
