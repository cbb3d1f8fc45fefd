import { expect, test } from 'vitest';
import { type Bits32, bits32, bits64, fromBits32, fromBits64, isBinary32, isBits32, isBits64 } from './bits.ts';
import { testRandom } from './random.test-support.ts';

test.each([
  [0, '00000000'],
  [-0, '80000000'],
  [1, '3f800000'],
  [-1, 'bf800000'],
  [2 ** -149, '00000001'],
  [Number.POSITIVE_INFINITY, '7f800000'],
  [Number.NEGATIVE_INFINITY, 'ff800000'],
  [Number.NaN, '7fc00000'],
])('%d is %s in binary32', (x, digits) => {
  expect(bits32(x)).toBe(digits);
  expect(Object.is(fromBits32(digits as Bits32), x)).toBe(true);
});

test('bit patterns survive a round trip in both formats', () => {
  const random = testRandom(1);
  for (let i = 0; i < 3000; i++) {
    const pattern = random.pattern().toString(16).padStart(8, '0') as Bits32;
    const x = fromBits32(pattern);
    expect(bits32(x)).toBe(Number.isNaN(x) ? '7fc00000' : pattern);
    const y = random.binary32(-300, 300) * (1 + random.integer(2 ** 20) * 2 ** -50);
    expect(Object.is(fromBits64(bits64(y)), y)).toBe(true);
  }
  expect(bits64(-0)).toBe('8000000000000000');
  expect(bits64(Number.NaN)).toBe('7ff8000000000000');
  expect(bits64(1)).toBe('3ff0000000000000');
});

test('a number that binary32 does not hold has no binary32 bits', () => {
  expect(isBinary32(0.1)).toBe(false);
  expect(isBinary32(Math.fround(0.1))).toBe(true);
  expect(isBinary32(Number.NaN)).toBe(true);
  expect(() => bits32(0.1)).toThrow(RangeError);
});

test('the written forms are recognised', () => {
  expect(['3f800000', '3F800000', '3f80000', '3f800000 '].map(isBits32)).toEqual([true, false, false, false]);
  expect(['3ff0000000000000', '3f800000'].map(isBits64)).toEqual([true, false]);
});
