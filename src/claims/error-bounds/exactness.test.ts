import { expect, test } from 'vitest';
import { dyadicOf, multiplyDyadic } from '../../float/dyadic.ts';
import { exactDot64 } from '../../float/exact-dot.ts';
import { testRandom } from '../../float/random.test-support.ts';
import { noFlush } from '../../sums/accumulation.ts';
import { algorithms } from '../../sums/algorithms.ts';
import type { TermFacts } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';
import { exactFacts } from './exact-ratio.test-support.ts';
import { dotExactGrid } from './exactness.ts';

const traits = (format: 'binary32' | 'binary64'): SubjectTraits => ({
  ...{ id: 'any/conv2d', format, summation: 'unknown', flush: noFlush },
});
const bounds = {
  binary32: dotExactGrid.boundFor(traits('binary32')),
  binary64: dotExactGrid.boundFor(traits('binary64')),
};
const factsOf = (left: readonly number[], right: readonly number[] = left.map(() => 1)): TermFacts =>
  exactFacts(Float32Array.from(left), Float32Array.from(right));

test('every algorithm of lastbit is exact up to the edge of the hypothesis, on grids of any scale', () => {
  const random = testRandom(91);
  for (let i = 0; i < 400; i++) {
    const n = 1 + random.integer(20);
    const scale = 2 ** (random.integer(100) - 50);
    let budget = 2 ** 24;
    const [left, right] = [new Float32Array(n), new Float32Array(n)];
    for (let t = 0; t < n && budget > 0; t++) {
      const y = 1 + random.integer(9);
      const x = random.integer(Math.floor(budget / y) + 1);
      budget -= x * y;
      left[t] = (random.integer(2) === 0 ? x : -x) * scale;
      right[t] = y;
    }
    // What is left of the budget makes the sum of absolute products exactly 2^24 steps.
    if (i % 2 === 0)
      [left[n - 1], right[n - 1]] = [
        left[n - 1]! * right[n - 1]! - budget * scale * Math.sign(left[n - 1]! || 1) * -1,
        1,
      ];
    const facts = exactFacts(left, right);
    if (bounds.binary32.failedHypothesis(facts) !== undefined) expect.fail(`${left} · ${right}`);
    for (const algorithm of algorithms) {
      const out = new Float64Array(1);
      algorithm.evaluate(left, right, n, 1, out);
      if (out[0] !== exactDot64(left, right, 0, n)) expect.fail(`${algorithm.name}: ${left} · ${right} is ${out[0]}`);
    }
  }
});

test('one step beyond the edge a loop is wrong, and the claim discards it', () => {
  const { failedHypothesis } = bounds.binary32;
  expect(failedHypothesis(factsOf([2 ** 24 - 1, 1]))).toBeUndefined();
  expect(failedHypothesis(factsOf([2 ** 24, 1]))).toMatch(/too fine/);
  expect(bounds.binary64.failedHypothesis(factsOf([2 ** 24, 2 ** 24 - 1], [2 ** 24, 2 ** 24 - 1]))).toBeUndefined();
  expect(bounds.binary64.failedHypothesis(factsOf([2 ** 27, 1], [2 ** 25, 1]))).toMatch(/too fine/);
  expect(bounds.binary32.bound(factsOf([1]))).toBe(0);
});

test('it keeps away from underflow and overflow', () => {
  const { failedHypothesis } = bounds.binary32;
  expect(failedHypothesis(factsOf([2 ** -126]))).toBeUndefined();
  expect(failedHypothesis(factsOf([2 ** -127], [2]))).toMatch(/subnormal/);
  expect(failedHypothesis(factsOf([2 ** -100], [2 ** -27]))).toMatch(/range/);
  expect(failedHypothesis(factsOf([2 ** 127, 2 ** 127]))).toMatch(/range/);
  expect(failedHypothesis(factsOf([0, 0]))).toBeUndefined();
  expect(failedHypothesis({ ...factsOf([1]), finiteInputs: false })).toMatch(/NaN/);
});

test('the grid of products is that of their exact values', () => {
  const random = testRandom(92);
  for (let i = 0; i < 200; i++) {
    const [x, y] = [random.binary32(-40, 40), random.binary32(-40, 40)];
    expect(factsOf([x], [y]).grid()).toBe(multiplyDyadic(dyadicOf(x), dyadicOf(y)).exponent);
  }
});
