import { expect, test } from 'vitest';
import { fma32, productError, sum32, twoSum } from './addition.ts';
import { addDyadic, dyadicOf, multiplyDyadic, toBinary32 } from './dyadic.ts';
import { testRandom } from './random.test-support.ts';
import { ulp32 } from './ulp.ts';

const random = testRandom(4);
const exactFma = (a: number, b: number, c: number): number =>
  toBinary32(addDyadic(multiplyDyadic(dyadicOf(a), dyadicOf(b)), dyadicOf(c)));

test('TwoSum is exact', () => {
  for (let i = 0; i < 1000; i++) {
    const [a, b] = [random.binary32(-120, 120) / 3, random.binary32(-120, 120) / 7];
    const [sum, error] = twoSum(a, b);
    expect(sum).toBe(a + b);
    expect(addDyadic(dyadicOf(sum), dyadicOf(error))).toEqual(addDyadic(dyadicOf(a), dyadicOf(b)));
  }
});

test('the error of a product is exact', () => {
  for (let i = 0; i < 1000; i++) {
    const [x, y] = [random.binary32(-120, 120) / 3, random.binary32(-120, 120) / 7];
    const parts = addDyadic(dyadicOf(x * y), dyadicOf(productError(x, y, x * y)));
    expect(parts).toEqual(multiplyDyadic(dyadicOf(x), dyadicOf(y)));
  }
});

const distributions: Readonly<Record<string, () => readonly [number, number, number]>> = {
  'same magnitude': () => [random.binary32(-1, 1), random.binary32(-1, 1), random.binary32(-2, 2)],
  'any magnitude': () => [random.anyBinary32(), random.anyBinary32(), random.anyBinary32()],
  cancellation: () => {
    const [a, b] = [random.binary32(-20, 20), random.binary32(-20, 20)];
    return [a, b, Math.fround(-a * b)];
  },
  'subnormal result': () => [random.binary32(-80, -60), random.binary32(-85, -70), random.binary32(-149, -127, 4)],
  'tie, and what decides it far below': () => {
    const c = random.binary32(-10, 10, 24);
    const half = ulp32(c) / 2;
    const [sign, k] = [random.integer(2) * 2 - 1, 12 + random.integer(11)];
    return [sign * (1 + 2 ** -k), half * (1 - 2 ** -k), c];
  },
  'the verge of overflow': () => [
    random.integer(2) ? 1 : -1,
    (2 - 2 ** -23) * 2 ** 127,
    random.binary32(101, 103, 1 + random.integer(24)),
  ],
};

test.each(Object.entries(distributions))('a fused multiply-add rounds the exact value once: %s', (_, draw) => {
  for (let i = 0; i < 20_000; i++) {
    const [a, b, c] = draw();
    const computed = fma32(a, b, c);
    if (computed !== exactFma(a, b, c)) expect([a, b, c, computed]).toEqual([a, b, c, exactFma(a, b, c)]);
  }
});

test('it is neither a rounded product nor a sum rounded twice', () => {
  expect(fma32(4097, 4097, -(4097 * 4096))).toBe(4097);
  const [a, b, c] = [(1 + 2 ** -16) * 2 ** -12, (1 - 2 ** -16) * 2 ** -12, 1 + 2 ** -23];
  expect([fma32(a, b, c), Math.fround(c + a * b)]).toEqual([1 + 2 ** -23, 1 + 2 ** -22]);
});

test('signed zeros, infinities and NaN are as in IEEE 754', () => {
  expect([fma32(-0, 1, -0), fma32(-0, 1, 0), fma32(1, 1, -1), fma32(-(2 ** -100), 2 ** -100, 0)]).toEqual([
    -0, 0, 0, -0,
  ]);
  expect(fma32(2 ** 127, 4, -1)).toBe(Number.POSITIVE_INFINITY);
  expect(fma32(Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY)).toBe(Number.NaN);
  // One bit below the overflow threshold nothing overflows, although the binary64 rounding lies on the threshold.
  expect(sum32((2 - 2 ** -24) * 2 ** 127, -(2 ** 60))).toBe((2 - 2 ** -23) * 2 ** 127);
});
