import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dyadicOf } from '../float/dyadic.ts';
import { nextUp32 } from '../float/ulp.ts';
import { explainObserved } from './explain-observed.ts';
import { fullDecimal } from './full-decimal.ts';
import { numbersWithin } from './numbers-within.ts';
import { parsePrinted, roundedInterval, truncatedInterval, within } from './printed-interval.ts';
import { seedObserved } from './seed-case.ts';

const sequential = { subject: 'lastbit/sequential', format: 'binary32' as const, value: 188415 / 2 ** 27 };
const wide = { subject: 'numpy/multiply-sum:binary64', format: 'binary64' as const, value: 188417 / 2 ** 27 };
const other = { subject: 'other', format: 'binary32' as const, value: Math.fround(0.0014038166) };
const explained = seedObserved.map((one) => explainObserved(one, [sequential, wide, other], dyadicOf(wide.value)));

test('the number with 27 decimals is one binary32 number printed in full, and only the sequential sum gives it', () => {
  expect(explained[0]).toMatchObject({
    consistentWith: ['lastbit/sequential'],
    possibleBinary32: true,
    printedInFull: { binary32: true, binary64: true },
    pinned: { bits: '3ab7ffc0', decimal: '0.001403801143169403076171875' },
  });
});

test('0.00140382 leaves room for many binary32 numbers', () => {
  expect(explained[1]).toMatchObject({
    consistentWith: ['numpy/multiply-sum:binary64', 'other'],
    printedInFull: { binary32: false, binary64: false },
    pinned: null,
    rounded: { low: '1403815e-9', high: '1403825e-9', lowIncluded: true, highIncluded: true, binary32Count: 85 },
    truncated: { binary32Count: 86 },
  });
});

test('0.00140381604433 is no binary32 number in full; one binary32 number prints so, the exact value', () => {
  expect(explained[2]).toMatchObject({
    consistentWith: ['numpy/multiply-sum:binary64'],
    possibleBinary32: true,
    printedInFull: { binary32: false, binary64: false },
    pinned: { bits: '3ab80040', decimal: '0.001403816044330596923828125' },
  });
  expect(explained[2]?.statement).toContain('no binary32 number printed in full');
  expect(explained[2]?.statement).toContain('Just one binary32 number, the exact value, prints so');
});

test('a decimal between two neighbouring binary32 numbers is no binary32 number at all', () => {
  const between = explainObserved({ name: 'x', printed: '1.00000005960464477' }, [], undefined);
  expect(between).toMatchObject({ possibleBinary32: false, pinned: null, consistentWith: [] });
  expect(between.statement).toContain('No binary32 number prints so; binary64 numbers do.');
  expect(explainObserved({ name: 'x', printed: '1e39' }, [], undefined).possibleBinary32).toBe(false);
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
      const rest = fraction.slice(places).replace(/0+$/, '');
      // toFixed rounds correctly, but a tie away from zero; half to even takes it only where the digit before is even.
      if (rest !== '5') expect(within(exact, roundedInterval(parsePrinted(x.toFixed(places))))).toBe(true);
    }),
    { seed: 3, numRuns: 2000 },
  );
});

test('a tie rounds to the even digit only', () => {
  const half = dyadicOf(0.5);
  expect(within(half, roundedInterval(parsePrinted('0')))).toBe(true);
  expect(within(half, roundedInterval(parsePrinted('1')))).toBe(false);
  expect(within(dyadicOf(-1.5), roundedInterval(parsePrinted('-2')))).toBe(true);
  expect(within(dyadicOf(-1.5), roundedInterval(parsePrinted('-1')))).toBe(false);
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
