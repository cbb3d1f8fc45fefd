import { expect, test } from 'vitest';
import {
  absDyadic,
  addDyadic,
  compareDyadic,
  type Dyadic,
  decimalOf,
  dyadic,
  dyadicOf,
  lowestBit,
  multiplyDyadic,
  roundDyadic,
  subtractDyadic,
  toBinary32,
  toBinary64,
} from './dyadic.ts';
import { bfloat16, binary16, binary32, binary64, type Format, type RoundingMode, tf32 } from './format.ts';
import { testRandom } from './random.test-support.ts';
import { roundToFormat } from './round-to-format.test-support.ts';

const random = testRandom(3);
const wide = (): number => (random.binary32(-60, 60) + random.binary32(-60, 60)) * 2 ** (random.integer(160) - 90);

test('a number and its dyadic are the same number', () => {
  for (let i = 0; i < 2000; i++) {
    const x = i % 2 === 0 ? random.anyBinary32() : wide();
    const d = dyadicOf(x);
    expect(toBinary64(d)).toBe(x + 0);
    expect(d.significand === 0n || (d.significand & 1n) === 1n).toBe(true);
  }
  expect(dyadicOf(-0)).toEqual({ significand: 0n, exponent: 0 });
  expect(dyadicOf(12)).toEqual({ significand: 3n, exponent: 2 });
  expect(dyadicOf(-(2 ** -1074))).toEqual({ significand: -1n, exponent: -1074 });
  expect(() => dyadicOf(Number.NaN)).toThrow(RangeError);
});

test('rounding an exact sum or product to binary64 agrees with the machine', () => {
  for (let i = 0; i < 2000; i++) {
    const [a, b] = [wide(), wide()];
    expect(toBinary64(addDyadic(dyadicOf(a), dyadicOf(b)))).toBe(a + b);
    expect(toBinary64(subtractDyadic(dyadicOf(a), dyadicOf(b)))).toBe(a - b);
    expect(toBinary64(multiplyDyadic(dyadicOf(a), dyadicOf(b)))).toBe(a * b);
    expect(compareDyadic(dyadicOf(a), dyadicOf(b))).toBe(Math.sign(a - b));
    expect(toBinary64(absDyadic(dyadicOf(a)))).toBe(Math.abs(a));
  }
});

test('the fast rounding to binary64 agrees with that by integers, and significands stay odd', () => {
  for (let i = 0; i < 3000; i++) {
    const bits = 1 + random.integer(i % 7 === 0 ? 1400 : 130);
    let significand = 1n;
    for (let bit = 1; bit < bits; bit++) significand = (significand << 1n) + BigInt(random.integer(2));
    // Ties and their neighbours.
    if (i % 3 === 0) significand = (significand << 54n) + 2n ** 53n + BigInt(random.integer(3) - 1);
    const d = dyadic(i % 2 === 0 ? significand : -significand, random.integer(2400) - 1500);
    expect(toBinary64(d)).toBe(roundDyadic(d, binary64, 'nearest-even'));
    const small = dyadic(BigInt(random.integer(9) - 4), d.exponent + random.integer(3) - 1);
    for (const { significand: odd } of [d, addDyadic(d, small), multiplyDyadic(d, small), subtractDyadic(d, d)])
      expect(odd === 0n || (odd & 1n) === 1n).toBe(true);
    expect(compareDyadic(addDyadic(subtractDyadic(d, small), small), d)).toBe(0);
  }
  expect(dyadic(2n ** 70n, -3)).toEqual({ significand: 1n, exponent: 67 });
});

test('rounding to binary32 is Math.fround, also into the subnormals, to zero and to infinity', () => {
  const edges = [
    2 ** -150,
    2 ** -150 * (1 + 2 ** -52),
    3 * 2 ** -150,
    -(2 ** -151),
    (2 - 2 ** -24) * 2 ** 127,
    (2 - 2 ** -24) * 2 ** 127 * (1 - 2 ** -53),
    2 ** 200,
  ];
  for (let i = 0; i < 20_000; i++) {
    const x = edges[i] ?? wide() * (i % 3 === 0 ? 2 ** -20 : 1);
    if (!Object.is(toBinary32(dyadicOf(x)), Math.fround(x)))
      expect([x, toBinary32(dyadicOf(x))]).toEqual([x, Math.fround(x)]);
  }
});

const modes: readonly RoundingMode[] = ['nearest-even', 'toward-zero', 'up', 'down'];
const small: Format = { precision: 3, minExponent: -2, maxExponent: 2 };

/** All finite numbers of a format of few bits, ascending, with one zero. */
function numbersOf({ precision, minExponent, maxExponent }: Format): readonly number[] {
  const unit = 2 ** (minExponent - precision + 1);
  const positive: number[] = [];
  for (let k = 1; k * unit < 2 ** (maxExponent + 1); k++) {
    const spacing = Math.max(unit, 2 ** (Math.floor(Math.log2(k * unit)) - precision + 1));
    if ((k * unit) % spacing === 0) positive.push(k * unit);
  }
  return [...positive.map((x) => -x).reverse(), 0, ...positive];
}

test('in a format of three bits, every mode picks the right neighbour, for all quarters of units', () => {
  const numbers = numbersOf(small);
  const largest = numbers[numbers.length - 1]!;
  for (let k = -16 * 40; k <= 16 * 40; k++) {
    const x = k / 64;
    const below = numbers.findLast((y) => y <= x) ?? Number.NEGATIVE_INFINITY;
    const above = numbers.find((y) => y >= x) ?? Number.POSITIVE_INFINITY;
    const [down, up, truncated, nearest] = (['down', 'up', 'toward-zero', 'nearest-even'] as const).map(
      (mode) => roundDyadic(dyadicOf(x), small, mode) + 0,
    );
    expect([down, up], `${x}`).toEqual([below, above]);
    expect(truncated).toBe(Math.abs(x) > largest ? Math.sign(x) * largest : x > 0 ? below : above);
    // Infinity begins at 8, the number after the largest. Half way to it is a tie, and 8 is the even neighbour.
    const [low, high] = [Math.max(below, -8), Math.min(above, 8)];
    const isEven = (y: number): boolean =>
      (numbers.indexOf(Math.abs(y)) - numbers.indexOf(0)) % 2 === 0 || Math.abs(y) === 8;
    const expected = x - low === high - x ? (isEven(low) ? low : high) : x - low < high - x ? low : high;
    expect(nearest, `${x}`).toBe(Math.abs(expected) === 8 ? Math.sign(expected) * Number.POSITIVE_INFINITY : expected);
  }
});

test('the named formats and modes at one value', () => {
  const x = 1 + 2 ** -8 + 2 ** -11;
  expect(modes.map((mode) => roundToFormat(x, bfloat16, mode))).toEqual([1 + 2 ** -7, 1, 1 + 2 ** -7, 1]);
  expect(modes.map((mode) => roundToFormat(-x, binary16, mode))).toEqual([
    -1 - 2 ** -8,
    -1 - 2 ** -8,
    -1 - 2 ** -8,
    -1 - 2 ** -8 - 2 ** -10,
  ]);
  expect(roundToFormat(x, tf32, 'up')).toBe(1 + 2 ** -8 + 2 ** -10);
  expect(roundToFormat(65520, binary16, 'nearest-even')).toBe(Number.POSITIVE_INFINITY);
  expect(roundToFormat(65520, binary16, 'toward-zero')).toBe(65504);
  expect([-0, Number.NaN].map((zero) => roundToFormat(zero, binary32, 'up'))).toEqual([-0, Number.NaN]);
  expect(() => roundDyadic(dyadicOf(1), { precision: 64, minExponent: -10, maxExponent: 10 }, 'up')).toThrow(
    RangeError,
  );
  expect(roundDyadic(dyadic(-1n, -2000), binary64, 'nearest-even')).toBe(-0);
  expect(roundDyadic(dyadic(1n, -2000), binary64, 'up')).toBe(2 ** -1074);
});

test('decimals have all digits, and only those', () => {
  expect(decimalOf(dyadic(188417n, -27))).toBe('0.001403816044330596923828125');
  const cases: readonly [Dyadic, string][] = [
    [dyadicOf(0), '0'],
    [dyadicOf(-0.5), '-0.5'],
    [dyadicOf(1024), '1024'],
    [dyadicOf(10.25), '10.25'],
  ];
  for (const [d, text] of cases) expect(decimalOf(d)).toBe(text);
  for (let i = 0; i < 200; i++) {
    const x = random.binary32(-149, 127, 1 + random.integer(24));
    const text = decimalOf(dyadicOf(x));
    expect(Number(text)).toBe(x);
    expect(text).not.toMatch(/\.\d*0$|\.$/);
  }
});

test('the lowest bit is the exponent of the dyadic, whose significand is odd', () => {
  const random = testRandom(31);
  for (let i = 0; i < 3000; i++) {
    const x = random.binary32(-149, 127, 1 + random.integer(24)) * (i % 2 === 0 ? 1 : random.binary32(-149, 127));
    if (x !== 0) expect(lowestBit(x)).toBe(dyadicOf(x).exponent);
  }
  for (const x of [1, -1, 3, 2 ** 1023, 2 ** -1022, 2 ** -1074, 2 ** -1030 * 3, 2 ** 52 + 1, 2 ** 52]) {
    expect(lowestBit(x)).toBe(dyadicOf(x).exponent);
  }
  expect(lowestBit(-0)).toBe(Number.POSITIVE_INFINITY);
});
