import { expect, test } from 'vitest';
import { forEachDot } from './dot-distributions.test-support.ts';
import {
  addDyadic,
  compareDyadic,
  type Dyadic,
  dyadic,
  dyadicOf,
  dyadicZero,
  multiplyDyadic,
  subtractDyadic,
  toBinary32,
  toBinary64,
} from './dyadic.ts';
import { dotError64, exactDot32, exactDot64, exactDotDyadic } from './exact-dot.ts';
import { testRandom } from './random.test-support.ts';

/** Term by term in dyadics: slow, but nothing rounds. */
function slowDot(left: Float32Array, right: Float32Array, n: number): Dyadic {
  let sum = dyadicZero;
  for (let t = 0; t < n; t++) sum = addDyadic(sum, multiplyDyadic(dyadicOf(left[t]!), dyadicOf(right[t]!)));
  return sum;
}

test('values and errors are those of the dyadic sum, correctly rounded', () => {
  const random = testRandom(6);
  forEachDot(5, 1500, 12, (left, right, n, distribution) => {
    const exact = slowDot(left, right, n);
    const at = `${distribution}: [${left.subarray(0, n)}] · [${right.subarray(0, n)}]`;
    expect(exactDotDyadic(left, right, 0, n), at).toEqual(exact);
    expect(exactDot64(left, right, 0, n), at).toBe(toBinary64(exact));
    expect(exactDot32(left, right, 0, n), at).toBe(toBinary32(exact));
    for (const computed of [toBinary64(exact), Math.fround(toBinary64(exact)), random.binary32(-100, 100), 5e-324]) {
      if (!Number.isFinite(computed)) continue;
      expect(dotError64(left, right, 0, n, computed), at).toBe(toBinary64(subtractDyadic(dyadicOf(computed), exact)));
    }
  });
});

test('a window in the middle, and no terms at all', () => {
  const left = Float32Array.of(9, 1, 2, 9);
  const right = Float32Array.of(9, 3, 5, 9);
  expect([exactDot64(left, right, 1, 2), exactDot32(left, right, 1, 2), dotError64(left, right, 1, 2, 10)]).toEqual([
    13, 13, -3,
  ]);
  expect([exactDot64(left, right, 1, 0), exactDot32(left, right, 1, 0)]).toEqual([0, 0]);
});

test('an exact zero is +0, even of negative zeros; a value that rounds to zero keeps its sign', () => {
  const dot = (left: number[], right: number[]): number[] => {
    const [a, b] = [Float32Array.from(left), Float32Array.from(right)];
    return [exactDot64(a, b, 0, a.length), exactDot32(a, b, 0, a.length)];
  };
  expect(dot([-0, 0], [1, -1])).toEqual([0, 0]);
  expect(dot([1, -1], [3, 3])).toEqual([0, 0]);
  expect(dot([-(2 ** -149)], [2 ** -149])).toEqual([-(2 ** -298), -0]);
  // The certified interval contains both zeros of binary32. Its width must not decide between them.
  expect(dot([2 ** -45, 2 ** -105, 2 ** -90, -(2 ** -105), -(2 ** -45)], [1, 1, 2 ** -90, 1, 1])).toEqual([
    2 ** -180,
    0,
  ]);
  expect(dot([2 ** 127, 2 ** 127, -(2 ** 127)], [1, 1, 1])).toEqual([2 ** 127, 2 ** 127]);
  expect(dot([2 ** 127, 2 ** 127], [1, 1])).toEqual([2 ** 128, Number.POSITIVE_INFINITY]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('with an input of %d there is no exact value', (input) => {
  for (const n of [1, 2, 9]) {
    const left = new Float32Array(n).fill(1);
    const right = new Float32Array(n).fill(2);
    left[n - 1] = input;
    expect([exactDot64(left, right, 0, n), exactDot32(left, right, 0, n), dotError64(left, right, 0, n, 1)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(() => exactDotDyadic(left, right, 0, n)).toThrow(RangeError);
  }
  const one = Float32Array.of(1);
  expect(dotError64(one, one, 0, 1, input)).toBe(Number.NaN);
});

test('a long dot product of any magnitudes is that of big integers', () => {
  const random = testRandom(31);
  for (const n of [256, 257, 1000]) {
    const left = Float32Array.from({ length: n }, () => random.binary32(-149, 127));
    const right = Float32Array.from({ length: n }, () => random.binary32(-149, 127));
    const sum = left.reduce((total, x, t) => total + BigInt(x * right[t]! * 2 ** 298), 0n);
    expect(compareDyadic(exactDotDyadic(left, right, 0, n), dyadic(sum, -298))).toBe(0);
    left[n - 1] = Number.NEGATIVE_INFINITY;
    expect(() => exactDotDyadic(left, right, 0, n)).toThrow(RangeError);
  }
});
