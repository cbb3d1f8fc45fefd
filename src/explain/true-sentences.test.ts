import { expect, test } from 'vitest';
import { arrayOf } from '../arrays/array-of.ts';
import { questionOf } from '../arrays/question-of.ts';
import { roundingRule } from '../arrays/rounding-rule.ts';
import { toBinary64 } from '../float/dyadic.ts';
import { binary32 } from '../float/format.ts';
import { explainObserved } from './explain-observed.ts';
import type { ObservedExplanation } from './observed-records.ts';
import { windowOfFactors } from './observed-window.test-support.ts';

const explained = async (
  printed: string,
  factors: readonly number[],
  taps?: readonly number[],
  options?: Parameters<typeof windowOfFactors>[2],
): Promise<ObservedExplanation> =>
  explainObserved({ name: 'x', printed }, await windowOfFactors(factors, taps, options));

test('−0 is told from 0', async () => {
  const sum = [1, -1, 0, 0];
  for (const printed of ['-0', '-0.00']) {
    const { verdict, answer, reachedBy } = await explained(printed, sum);
    expect({ verdict, reachedBy }).toEqual({ verdict: 'within-reach', reachedBy: [] });
    expect(answer).toBe(
      `x, ${printed}, is equal to the exact value, 0, but for the sign: no computation here gives −0.`,
    );
  }
  expect(await explained('-0', [-0, -0, -0])).toMatchObject({ verdict: 'reached' });
  expect((await explained('-0', [2 ** -100, 2 ** -101], [-(2 ** -100), -(2 ** -100)])).verdict).toBe('reached');
  expect((await explained('-0.0', [-0.001, -0.002])).verdict).toBe('reached');
  expect((await explained('0', sum)).verdict).toBe('reached');
});

test('an error of an exact value of 0 is said without ulps', async () => {
  expect((await explained('0', [1, -1, 0, 0])).answer).toMatch(/by halves \(in binary32\); it is the exact value\.$/);
  expect((await explained('0', [0, 0])).answer).toMatch(/; it is the exact value\.$/);
  const off = (await explained('1e-9', [0.1, 0.2, -0.1, -0.2, 1e-8, -1e-8])).answer;
  expect(off).toMatch(/; it is 0\.0\d+ u·P from the exact value, 0, 0\.0\d+ of the bound of any order/);
});

test('a number beyond the format has no figures', async () => {
  for (const printed of ['1e999', '-1e999', '1e40']) {
    const { answer, verdict, errorOverBound } = await explained(printed, [0.001, 0.002, 0.004]);
    expect(verdict).toBe('no-rounding');
    expect(answer).toMatch(
      /^x, \S+, is not explained by rounding in binary32: it is beyond the largest number of binary32; no narrower/,
    );
    expect(errorOverBound === null).toBe(printed !== '1e40');
  }
});

test('the bound of a sum has no rounding for a product, as that of judge', async () => {
  const terms = [0.5, 0.25, 1 / 3, 0.7];
  for (const mean of [false, true]) {
    const question = questionOf({ kind: 'sum', array: arrayOf(Float32Array.from(terms), [4]), mean });
    const rule = roundingRule(question, 'float32', { name: 'binary32', accumulator: binary32 });
    const { anyOrder, facts, divisor } = await windowOfFactors(terms, undefined, mean ? { divisor: 4 } : {});
    const bound = toBinary64(anyOrder!) / divisor;
    // Equal but for underflow, where a printed number may have been flushed.
    expect(bound / rule.sumBound(4, toBinary64(facts.absoluteSum!))).toBeCloseTo(1, 12);
  }
});

test('a zero for products that are not zero may have been flushed, which is said', async () => {
  const zero = { subject: 'engine/conv2d', format: 'binary32' as const, value: 0 };
  const factors = [[2 ** -80, 2 ** -75] as const, [2 ** -55, 2 ** -56] as const] as const;
  for (const candidates of [undefined, [zero]]) {
    const { narrower, answer } = await explained('0', ...factors, candidates === undefined ? {} : { candidates });
    expect(narrower.map(({ what }) => what)).toContain('products below 2^-126 flushed to zero');
    expect(answer).toContain('; products below 2^-126 flushed to zero give it too');
  }
});
