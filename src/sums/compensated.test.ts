import { expect, test } from 'vitest';
import { fabsumDot, kleinDot, neumaierDot } from './compensated.ts';

const sum = (algorithm: typeof kleinDot, terms: readonly number[]): number =>
  algorithm(Float32Array.from(terms), new Float32Array(terms.length).fill(1), 0, terms.length);

test("Klein's sum keeps what Neumaier's loses of the errors of errors", () => {
  const terms = [2 ** 60, 2 ** 30, 1, -(2 ** 30), -(2 ** 60)];
  expect([neumaierDot, kleinDot].map((algorithm) => sum(algorithm, terms))).toEqual([0, 1]);
  // Errors of third order are lost.
  expect(sum(kleinDot, [2 ** 90, 2 ** 60, 2 ** 30, 1, -(2 ** 30), -(2 ** 60), -(2 ** 90)])).toBe(0);
});

test('FABsum loses what a block of eight loses, and nothing between blocks', () => {
  const ones = (n: number): number[] => Array<number>(n).fill(1);
  expect(sum(fabsumDot, [2 ** 24, ...ones(7)])).toBe(2 ** 24);
  expect(sum(fabsumDot, [2 ** 24, ...ones(7), 1, 1])).toBe(2 ** 24 + 2);
  expect(sum(fabsumDot, [2 ** 24, ...Array<number>(7).fill(0), 1, ...Array<number>(7).fill(0), -(2 ** 24)])).toBe(1);
});

test('both sum integers exactly, from any start', () => {
  const left = Float32Array.from({ length: 40 }, (_, t) => (t * 7) % 11);
  const right = Float32Array.from({ length: 40 }, (_, t) => ((t * 5) % 13) - 6);
  const exact = left.slice(3, 33).reduce((total, x, t) => total + x * right[t + 3]!, 0);
  for (const algorithm of [kleinDot, fabsumDot]) expect(algorithm(left, right, 3, 30)).toBe(exact);
});
