import { expect, test } from 'vitest';
import { type Bits32, bits32, fromBits32 } from './bits.ts';
import { largestFinite32, smallestSubnormal32 } from './format.ts';
import { testRandom } from './random.test-support.ts';
import { nextDown32, nextDown64, nextUp32, nextUp64, ulp32, ulp64 } from './ulp.ts';

const random = testRandom(2);
const samples = Array.from({ length: 1500 }, () => random.anyBinary32());

test('the next number above a positive binary32 number has the next pattern, and lies one ulp above', () => {
  for (const x of samples.map(Math.abs)) {
    const next = fromBits32((Number.parseInt(bits32(x), 16) + 1).toString(16).padStart(8, '0') as Bits32);
    expect(nextUp32(x)).toBe(next);
    if (Number.isFinite(next)) expect(next - x).toBe(ulp32(x));
    expect(nextDown32(-x)).toBe(-next);
  }
});

test('up and down undo each other', () => {
  for (const x of samples) {
    expect(nextDown32(nextUp32(x)) + 0).toBe(x + 0);
    expect(nextDown64(nextUp64(x)) + 0).toBe(x + 0);
    expect(nextUp64(Math.abs(x)) - Math.abs(x)).toBe(ulp64(x));
  }
});

test('between two binary32 numbers, up and down give the two', () => {
  for (const x of samples) {
    const between = x + ulp32(x) / 4;
    expect([nextDown32(between), nextUp32(between)]).toEqual([x, nextUp32(x)]);
  }
});

test('the ends of the range', () => {
  expect(nextUp32(largestFinite32)).toBe(Number.POSITIVE_INFINITY);
  expect(nextUp32(Number.NEGATIVE_INFINITY)).toBe(-largestFinite32);
  expect(nextUp32(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect([nextUp32(0), nextUp32(-0), nextDown32(0)]).toEqual([
    smallestSubnormal32,
    smallestSubnormal32,
    -smallestSubnormal32,
  ]);
  expect([nextUp64(0), nextUp64(Number.MAX_VALUE)]).toEqual([Number.MIN_VALUE, Number.POSITIVE_INFINITY]);
  expect([nextUp32(Number.NaN), ulp32(Number.POSITIVE_INFINITY), ulp64(Number.NaN)]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
});

test('ulp at and around powers of two and zero', () => {
  expect([ulp32(1), ulp32(2 - 2 ** -23), ulp32(2), ulp32(-1.5)]).toEqual([2 ** -23, 2 ** -23, 2 ** -22, 2 ** -23]);
  expect([ulp32(0), ulp32(2 ** -126), ulp32(2 ** -130)]).toEqual([2 ** -149, 2 ** -149, 2 ** -149]);
  expect([ulp64(1), ulp64(0), ulp64(2 ** -1022), ulp64(2 ** -1000)]).toEqual([
    2 ** -52,
    2 ** -1074,
    2 ** -1074,
    2 ** -1052,
  ]);
});
