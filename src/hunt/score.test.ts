import { expect, test } from 'vitest';
import { dyadicOf } from '../float/dyadic.ts';
import { testRandom } from '../float/random.test-support.ts';
import { uniformAccumulation } from '../sums/accumulation.ts';
import { sequentialTree } from '../sums/schemes.ts';
import type { HuntAim } from './problem.ts';
import { conditionOf, objectiveOf, quotientDownward, scoreOf, scoreRule } from './score.ts';

const candidate = (left: readonly number[], right: readonly number[]) => ({
  left: Float32Array.from(left),
  right: Float32Array.from(right),
});
const scored = (
  aim: HuntAim,
  left: readonly number[],
  right: readonly number[],
  computed: number,
  other = 0,
): number => {
  const rule = scoreRule({ n: left.length, aim }, 'binary32');
  const score = scoreOf(rule, candidate(left, right), computed, other);
  if (!score.allowed) throw new Error(score.reason);
  return score.value;
};

test('scores by hand', () => {
  const sum = [
    [1, 2 ** -24, 2 ** -24],
    [1, 1, 1],
  ] as const;
  expect(scored('error', ...sum, 1)).toBe(2 ** -23);
  expect(scored('bound', ...sum, 1)).toBeCloseTo(2 / (1 + 2 ** -23), 12);
  expect(scored('ulp', ...sum, 1)).toBe(1);
  expect(scored('difference', ...sum, 1, 1 + 2 ** -23)).toBeCloseTo(2, 6);
  // At 0 an ulp is 2^-149.
  expect(scored('ulp', [1, -1], [1, 1], 2 ** -149)).toBe(1);
});

test('a value is rounded toward zero', () => {
  for (let k = 1; k < 200; k += 1) {
    const quotient = quotientDownward(dyadicOf(1), dyadicOf(k));
    expect(quotient).toBeLessThanOrEqual(1 / k);
    // quotient · k ≤ 1, exactly.
    const bits = BigInt(quotient * 2 ** 60) * BigInt(k);
    expect(bits <= 2n ** 60n).toBe(true);
    expect(quotient).toBeGreaterThan((1 / k) * (1 - 2 ** -51));
  }
  expect(quotientDownward(dyadicOf(0), dyadicOf(0))).toBe(0);
  expect(quotientDownward(dyadicOf(2 ** -1074), dyadicOf(0))).toBe(Number.POSITIVE_INFINITY);
});

test('what is not finite, subnormal or ill-conditioned is not allowed', () => {
  const rule = scoreRule({ n: 1, aim: 'bound', condition: 10 }, 'binary32');
  const reason = (left: readonly number[], right: readonly number[], computed: number): string | undefined => {
    const score = scoreOf(rule, candidate(left, right), computed);
    const fast = objectiveOf(rule)(Float32Array.from(left), Float32Array.from(right), left.length, 0, computed, 0);
    expect(fast === Number.NEGATIVE_INFINITY).toBe(!score.allowed);
    return score.allowed ? undefined : score.reason;
  };
  expect(reason([1], [1], 1)).toBeUndefined();
  for (const [x, computed] of [
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, 1],
    [1, Number.NaN],
    [1, Number.NEGATIVE_INFINITY],
  ] as const)
    expect(reason([x], [1], computed)).toBe('an input or a result is not finite');
  expect(reason([2 ** -127], [1], 1)).toBe('a factor is subnormal');
  expect(reason([1, -0.9], [1, 1], 0.1)).toBe('the condition number is too large');
  expect(reason([1, -0.5], [1, 1], 0.5)).toBeUndefined();
});

test('underflow does not count as rounding', () => {
  // Each product is half of the least number and becomes 0: an error of 2^24·u·P.
  const tiny = Array<number>(9).fill(2 ** -75);
  expect(scored('bound', tiny, tiny, 0)).toBe(0);
  expect(scored('error', tiny, tiny, 0)).toBe(9 * 2 ** -150);
  const accumulation = uniformAccumulation(sequentialTree(9), 'rounded-products');
  const flushing = { ...accumulation, flush: { inputs: false, products: true, sums: true } };
  const problem = { n: 9, aim: 'bound' as const };
  expect(scoreRule(problem, 'binary32', accumulation).underflow).toBe(40 * 2 ** -149);
  expect(scoreRule(problem, 'binary32', flushing).underflow).toBe(40 * 2 ** -126);
  // Of two subjects, either may be the one that flushes.
  const pair = { ...problem, aim: 'difference' } as const;
  expect(scoreRule(pair, 'binary32', accumulation, flushing).underflow).toBe(80 * 2 ** -126);
  expect(scoreRule(pair, 'binary32', flushing, accumulation).underflow).toBe(80 * 2 ** -126);
});

test('the fast score is near the exact one', () => {
  const random = testRandom(1);
  for (const aim of ['error', 'bound', 'ulp', 'difference'] as const) {
    for (let i = 0; i < 200; i += 1) {
      const n = 1 + random.integer(30);
      const draw = () =>
        Float32Array.from({ length: n }, () => (random.integer(2001) - 1000) * 2 ** (random.integer(20) - 10));
      const { left, right } = { left: draw(), right: draw() };
      const computed = Math.fround(left.reduce((sum, x, t) => Math.fround(sum + x * right[t]!), 0));
      const rule = scoreRule({ n, aim }, 'binary32');
      const score = scoreOf(rule, { left, right }, computed, 1);
      const fast = objectiveOf(rule)(left, right, n, 0, computed, 1);
      expect(score.allowed && Math.abs(fast - score.value) <= 1e-12 * fast).toBe(true);
    }
  }
});

test('condition numbers', () => {
  const score = scoreOf(scoreRule({ n: 2, aim: 'error' }, 'binary32'), candidate([3, -1], [1, 1]), 2);
  expect(score.allowed && conditionOf(score)).toBe(2);
});
