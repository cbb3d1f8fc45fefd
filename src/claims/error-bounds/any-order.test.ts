import { describe, expect, test } from 'vitest';
import type { Operation } from '../../conv/shape.ts';
import { type Flush, noFlush } from '../../sums/accumulation.ts';
import { boundFor, type TermFacts } from '../claim.ts';
import type { SubjectTraits } from '../subject-traits.ts';
import { dotAnyOrder } from './any-order.ts';
import { dotExactGrid } from './exactness.ts';

const subject = (format: 'binary32' | 'binary64', flush: Flush = noFlush): SubjectTraits => ({
  ...{ id: 'any', format, flush },
  summation: 'unknown',
});
const facts = (nonZero: number, absoluteSum: number, subnormalSum = 0): TermFacts => ({
  ...{
    terms: nonZero,
    window: { rows: 1, columns: nonZero, channels: 1 },
    nonZero,
    absoluteSum,
    exact: absoluteSum,
    finiteInputs: true,
  },
  subnormalSum: () => subnormalSum,
  grid: () => 0,
  signs: () => ({ opposedSum: 0, positiveZero: false }),
  special: () => ({ finiteSum: 0, inPadding: false, meetsSubnormal: false, meetsZero: false }),
});
const bound = (of: SubjectTraits, known: TermFacts): number => dotAnyOrder.boundFor(of).bound(known);
const within = (value: number, least: number, share: number): void => {
  expect(value).toBeGreaterThanOrEqual(least);
  expect(value).toBeLessThan(least * (1 + share));
};

describe('dot-any-order', () => {
  test('nothing but zeros must be exact, one product is one rounding', () => {
    expect(bound(subject('binary32'), facts(0, 0))).toBe(0);
    expect(bound(subject('binary64'), facts(0, 0))).toBe(0);
    expect(bound(subject('binary64'), facts(1, 3))).toBe(0);
    within(bound(subject('binary32'), facts(1, 1)), 1 / (2 ** 24 + 1), 2 ** -48);
  });

  test('n products are n roundings, and in binary64 n − 1', () => {
    within(bound(subject('binary32'), facts(9, 1)), 9 / (2 ** 24 + 1), 2 ** -20);
    within(bound(subject('binary64'), facts(9, 1)), 8 / (2 ** 53 + 1), 2 ** -45);
  });

  test('underflow allows 2^-150 a product; flushing only where it was found', () => {
    const tiny = facts(9, 2 ** -260);
    within(bound(subject('binary32'), tiny), 9 * 2 ** -150, 2 ** -20);
    within(bound(subject('binary32', { ...noFlush, products: true }), tiny), 9 * 2 ** -126, 2 ** -20);
    within(bound(subject('binary32', { ...noFlush, sums: true }), tiny), 17 * 2 ** -126, 2 ** -20);
    const inputs: Flush = { ...noFlush, inputs: true };
    within(bound(subject('binary32', inputs), facts(2, 1, 0.25)), 0.25, 2 ** -20);
    expect(bound(subject('binary64', inputs), facts(1, 1, 0.25))).toBe(0);
  });

  test('NaN, infinities and possible overflow are outside the claim', () => {
    const { failedHypothesis } = dotAnyOrder.boundFor(subject('binary32'));
    expect(failedHypothesis(facts(2, 1))).toBeUndefined();
    expect(failedHypothesis({ ...facts(2, Number.NaN), finiteInputs: false })).toMatch(/NaN/);
    expect(failedHypothesis(facts(2, 2 ** 128 * (1 - 2 ** -25)))).toMatch(/overflow/);
    expect(failedHypothesis(facts(2, 2 ** 127))).toBeUndefined();
    expect(dotAnyOrder.boundFor(subject('binary64')).failedHypothesis(facts(2, 2 ** 200))).toBeUndefined();
  });

  test('it does not apply to compensated algorithms', () => {
    expect(dotAnyOrder.inapplicableTo({ ...subject('binary32'), summation: 'compensated' })).toMatch(/compensated/);
    expect(dotAnyOrder.inapplicableTo(subject('binary32'))).toBeUndefined();
  });
});

test('a sum of n numbers has n − 1 roundings and no underflow, n times a mean two more', () => {
  const of = (operation: Operation): SubjectTraits => ({ ...subject('binary32'), operation });
  // u·P is 1, so the bound counts roundings; P is so large that underflow does not show.
  const roundings = (operation: Operation): number => Math.round(bound(of(operation), facts(4, 2 ** 24)) * 1000);
  expect([roundings('matmul'), roundings('sum-first-axis'), roundings('mean')]).toEqual([4000, 3000, 5000]);
  expect(bound(of('sum'), facts(4, 2 ** -130))).toBeLessThan(2 ** -150);
});

test('claims about sums do not speak of means', () => {
  const mean: SubjectTraits = { ...subject('binary32'), operation: 'mean' };
  expect(boundFor(dotAnyOrder, mean)).toBeDefined();
  expect(boundFor(dotExactGrid, mean)).toBeUndefined();
  expect(boundFor(dotExactGrid, { ...mean, operation: 'sum' })).toBeDefined();
});
