import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { dyadicOf } from '../float/dyadic.ts';
import { nextUp32 } from '../float/ulp.ts';
import {
  fullDecimal,
  numbersWithin,
  parseObserved,
  parsePrinted,
  roundedInterval,
  specialOf,
  truncatedInterval,
  within,
} from './printed-decimal.ts';

test('a name may have any characters, and the number stays as it is printed', () => {
  expect(parseObserved('TF 1.4, gpu=0 = 0.0010')).toEqual({ name: 'TF 1.4, gpu=0', printed: '0.0010' });
  expect(parseObserved('x=-1.5e-3')).toEqual({ name: 'x', printed: '-1.5e-3' });
  expect(parseObserved('x=.5').printed).toBe('.5');
});

test('a number may have no name, and may be NaN or an infinity as tools print them', () => {
  expect(parseObserved('0.5')).toEqual({ name: 'observed', printed: '0.5' });
  expect(parseObserved('x=1.').printed).toBe('1.');
  expect(parseObserved('x=\u22120.5').printed).toBe('-0.5');
  const readAs = (text: string): number | undefined => specialOf(parseObserved(text).printed);
  for (const text of ['nan', 'x=NaN', '-nan', 'x=nan(ind)', 'x=-1.#IND']) expect(readAs(text)).toBeNaN();
  for (const text of ['inf', 'x=Infinity', '+INF', 'x=∞', 'x=1.#INF']) expect(readAs(text)).toBe(Infinity);
  for (const text of ['-inf', 'x=-Infinity', 'x=\u2212∞']) expect(readAs(text)).toBe(-Infinity);
  expect(readAs('x=0.5')).toBeUndefined();
});

test('a hexadecimal number is the number exactly, as C and Python print it', () => {
  expect(parseObserved('x=0x1.8p3')).toEqual({ name: 'x', printed: '12', as: 'exact' });
  expect(parseObserved('-0X1.99999Ap-4')).toEqual({
    name: 'observed',
    printed: fullDecimal(-Math.fround(0.1)),
    as: 'exact',
  });
  expect(parseObserved('x=-0x0p+0').printed).toBe('-0');
  expect(parseObserved('x=0x0.0000000000001p-1022').printed).toBe(fullDecimal(Number.MIN_VALUE));
  // More bits than binary64 has, and its overflow.
  for (const text of ['x=0x1.00000000000001p0', 'x=0x1p1024', 'x=0x1p99999', 'x=0xp1', 'x=0x.p1'])
    expect(() => parseObserved(text)).toThrow(UsageError);
});

test.each(['=0.5', 'x=', 'x=abc', 'x=0x10', 'x=1,5', 'x=1e', 'x=nano', 'x=1e99999', `x=${'1'.repeat(1300)}`])(
  'refuses %s',
  (text) => {
    expect(() => parseObserved(text)).toThrow(UsageError);
  },
);

test('a decimal comma is named', () => {
  expect(() => parseObserved('x=41,46327')).toThrow('a comma where the decimal point is due; write x=41.46327');
  expect(() => parseObserved('41,46327')).toThrow('write 41.46327');
});

test('a number of very many digits is refused at once, in a short line; the longest of binary64 is read', () => {
  const long = `x=${'7'.repeat(1_000_000)}x`;
  expect(() => parseObserved(long)).toThrow(/^--observed x: more than 1200 characters/);
  expect(() => parseObserved(`${'x'.repeat(1_000_000)}=y`)).toThrow(/^.{100,500}$/);
  expect(parseObserved(`x=${fullDecimal(-Number.MIN_VALUE)}`).printed).toHaveLength(1077);
});

const numbers = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }),
  fc.integer({ min: -8000, max: 8000 }).map((i) => i / 64),
);

test('a number lies in the interval of what it prints as', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 0, max: 20 }), (x, places) => {
      const exact = dyadicOf(x);
      const digits = fullDecimal(Math.abs(x));
      const [whole = '', fraction = ''] = digits.split('.');
      const sign = x < 0 ? '-' : '';
      const cut = `${sign}${whole}.${fraction.slice(0, places).padEnd(places, '0')}`;
      expect(within(exact, truncatedInterval(parsePrinted(cut)))).toBe(true);
      expect(within(exact, roundedInterval(parsePrinted(x.toFixed(places))))).toBe(true);
    }),
    { seed: 3, numRuns: 2000 },
  );
});

test('a tie may round either way: C rounds 0.5 to 0, JavaScript to 1', () => {
  const half = dyadicOf(0.5);
  expect(within(half, roundedInterval(parsePrinted('0')))).toBe(true);
  expect(within(half, roundedInterval(parsePrinted('1')))).toBe(true);
  expect(within(half, roundedInterval(parsePrinted('2')))).toBe(false);
  expect(within(dyadicOf(-1.5), roundedInterval(parsePrinted('-2')))).toBe(true);
  expect(within(dyadicOf(-1.5), roundedInterval(parsePrinted('-1')))).toBe(true);
  expect(within(dyadicOf(-0.25), truncatedInterval(parsePrinted('0')))).toBe(false);
  expect(within(dyadicOf(-0.25), truncatedInterval(parsePrinted('-0')))).toBe(true);
});

test('numbers are counted as stepping from one to the next counts them', () => {
  fc.assert(
    fc.property(
      fc.float({ noNaN: true, min: -(2 ** 100), max: 2 ** 100 }),
      fc.integer({ min: 2, max: 9 }),
      (x, digits) => {
        const interval = roundedInterval(parsePrinted(x.toPrecision(digits)));
        const { count, first, last } = numbersWithin(interval, 'binary32');
        if (first === undefined || count > 3000n) return;
        let found = 1n;
        for (let y = first; y < last!; y = nextUp32(y)) found++;
        expect(found).toBe(count);
        expect(within(dyadicOf(first), interval)).toBe(true);
        expect(within(dyadicOf(last!), interval)).toBe(true);
        expect(within(dyadicOf(nextUp32(last!)), interval)).toBe(false);
        expect(within(dyadicOf(-nextUp32(-first)), interval)).toBe(false);
      },
    ),
    { seed: 5, numRuns: 1000 },
  );
});
