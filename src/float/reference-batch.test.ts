import { expect, test } from 'vitest';
import { forEachDot } from './dot-distributions.test-support.ts';
import { absDyadic, addDyadic, compareDyadic, dyadicOf, dyadicZero, multiplyDyadic, subtractDyadic } from './dyadic.ts';
import { exactDot64 } from './exact-dot.ts';
import { referenceBatch } from './reference-batch.ts';

test('a batch gives what single windows give, and the sum of the absolute products to (n−1)·2^-53 of it', () => {
  const [exact, absolute, nonZero] = [new Float64Array(2), new Float64Array(2), new Int32Array(2)];
  forEachDot(7, 2000, 9, (left, right, n) => {
    const [lefts, rights] = [new Float32Array(2 * n), new Float32Array(2 * n)];
    lefts.set(left.subarray(0, n), n);
    rights.set(right.subarray(0, n), n);
    referenceBatch(lefts, rights, n, 2, exact, absolute, nonZero);
    expect([...exact]).toEqual([0, exactDot64(left, right, 0, n)]);
    const products = Array.from({ length: n }, (_, t) => multiplyDyadic(dyadicOf(left[t]!), dyadicOf(right[t]!)));
    const sum = products.reduce((total, product) => addDyadic(total, absDyadic(product)), dyadicZero);
    const error = absDyadic(subtractDyadic(dyadicOf(absolute[1]!), sum));
    expect(compareDyadic(error, multiplyDyadic(dyadicOf((n - 1) * 2 ** -53), sum))).toBeLessThanOrEqual(0);
    expect(nonZero[1]).toBe(products.filter((product) => product.significand !== 0n).length);
  });
});

test('a window with NaN or an infinity has no exact value; the windows next to it do', () => {
  const [exact, absolute, nonZero] = [new Float64Array(3), new Float64Array(3), new Uint32Array(3)];
  referenceBatch(
    Float32Array.of(1, 2, Number.NaN, 4, Number.NEGATIVE_INFINITY, 1),
    Float32Array.of(1, 1, 1, 1, 2, 0),
    2,
    3,
    exact,
    absolute,
    nonZero,
  );
  expect([...exact]).toEqual([3, Number.NaN, Number.NaN]);
  expect([...absolute].map(Number.isFinite)).toEqual([true, false, false]);
});
