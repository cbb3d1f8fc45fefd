import { expect, test } from 'vitest';
import { biasedDot64 } from './biased-dot.ts';
import { forEachDot } from './dot-distributions.test-support.ts';
import { toBinary64 } from './dyadic.ts';
import { exactDotDyadic } from './exact-dot.ts';

const dot = (left: readonly number[], right: readonly number[]): number =>
  biasedDot64(Float32Array.from(left), Float32Array.from(right), 0, left.length);

test('a result other than NaN is the exact value correctly rounded, and is frequent', () => {
  let told = 0;
  let asked = 0;
  forEachDot(11, 4000, 40, (left, right, n) => {
    asked++;
    const quick = biasedDot64(left, right, 0, n);
    if (Number.isNaN(quick)) return;
    told++;
    expect(quick).toBe(toBinary64(exactDotDyadic(left, right, 0, n)));
  });
  expect(told / asked).toBeGreaterThan(0.3);
});

test('it gives NaN for a guess that is too small, cancellation, ties, zeros, NaN and infinities', () => {
  expect(dot([1, 1, 1, 2 ** 12, 1], [1, 1, 1, 1, 1])).toBe(2 ** 12 + 4);
  expect(dot([1, 2 ** 60, 1, 1, 1], [1, 1, 1, 1, 1])).toBeNaN();
  expect(dot([1, -1, 1, -1], [1, 1, 1, 1])).toBeNaN();
  expect(dot([1, 2 ** -53], [1, 1])).toBeNaN();
  expect(dot([0, 0], [1, 1])).toBeNaN();
  expect(dot([1, Number.NaN, 1], [1, 1, 1])).toBeNaN();
  expect(dot([1, Number.POSITIVE_INFINITY, 1], [1, 0, 1])).toBeNaN();
  expect(dot([Number.POSITIVE_INFINITY, 1], [1, 1])).toBeNaN();
  expect(dot([], [])).toBeNaN();
});

test('the smallest and the largest products', () => {
  expect(dot([2 ** -149, 2 ** -148], [2 ** -149, 2 ** -149])).toBe(3 * 2 ** -298);
  expect(dot([2 ** 127, 2 ** 127, 2 ** 126], [2 ** 127, 2 ** 127, 2 ** 126])).toBe(2.25 * 2 ** 254);
});
