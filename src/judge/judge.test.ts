import { describe, expect, test } from 'vitest';
import type { OutputClaim } from '../claims/claim.ts';
import { differenceAnyOrder, dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import { dotOverflow, dotZeroSign } from '../claims/error-bounds/overflow-and-zero.ts';
import { dotNonFinite } from '../claims/error-bounds/range.ts';
import { decimalOf } from '../float/dyadic.ts';
import { largestFinite32 } from '../float/format.ts';
import { noFlush } from '../sums/accumulation.ts';
import { batchBounds } from './batch-bounds.ts';
import { exactVerdict } from './exact-verdict.ts';
import { rows, sequential, traitsOf } from './judge.test-support.ts';
import { judgeOutputs } from './judge-outputs.ts';
import { judgePairs } from './judge-pairs.ts';
import { measuresOf } from './measures.ts';
import { referencesOf } from './references.ts';
import type { JudgedOutput } from './verdict.ts';

const bound32 = dotAnyOrder.boundFor(traitsOf('binary32'));
const bound64 = dotAnyOrder.boundFor(traitsOf('binary64'));

/** The sequential worst case: one product just above 1 that rounds to 1, then ties that vanish. */
function worst(n: number) {
  const [pixel, tap] = [24929 * 2 ** -12, 673 * 2 ** -12];
  return rows([
    [
      [pixel, ...Array(n - 1).fill(pixel * 2 ** -12)],
      [tap, ...Array(n - 1).fill(tap * 2 ** -12)],
    ],
  ]);
}

describe('references', () => {
  test('count the products, add their absolute values, and know the exact sum', () => {
    const batch = rows([
      [
        [1, 2 ** 30, -3, 0],
        [1, 2 ** 30, 2, 5],
      ],
      [
        [Number.NaN, 1, 1, 1],
        [0, 1, 1, 1],
      ],
      [
        [1, 1, 1, Number.POSITIVE_INFINITY],
        [1, 1, 1, 0],
      ],
    ]);
    const { exact, absoluteSum, nonZero, windows } = referencesOf(batch, 'conv2d');
    expect(windows).toBe(3);
    expect([exact[0], absoluteSum[0], nonZero[0]]).toEqual([2 ** 60 - 5, 2 ** 60 + 7, 3]);
    expect([exact[1], exact[2]]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('judgeOutputs', () => {
  test.each([2, 9, 25, 121])('the sequential worst case of %i terms nearly reaches the bound', (n) => {
    const references = referencesOf(worst(n), 'conv2d');
    const outputs = sequential(references.left, references.right, n);
    const { attained, violations } = judgeOutputs(batchBounds(bound32, references), references, outputs, 'binary32');
    expect(violations).toEqual([]);
    expect(attained).toBeGreaterThan(1 - 1.6 * n * 2 ** -24 - 2 ** -22);
    expect(attained).toBeLessThanOrEqual(1);
  });

  test('one ulp beyond the bound is a violation, with exact numbers', () => {
    const references = referencesOf(rows([[[3], [1]]]), 'conv2d');
    const outputs = Float32Array.of(3 + 2 ** -22);
    const { violations } = judgeOutputs(batchBounds(bound32, references), references, outputs, 'binary32');
    expect(violations).toHaveLength(1);
    expect(decimalOf(violations[0]!.exact)).toBe('3');
    expect(violations[0]!.errorOverBound).toBeCloseTo((2 ** -22 / 3) * 2 ** 24, 5);
  });

  test('a number that is not finite violates; a window with NaN in it is discarded', () => {
    const references = referencesOf(
      rows([
        [
          [1, 1],
          [1, 1],
        ],
        [
          [1, Number.NaN],
          [1, 1],
        ],
      ]),
      'conv2d',
    );
    const bounds = batchBounds(bound32, references);
    const wrong = judgeOutputs(bounds, references, Float32Array.of(Number.NaN, Number.NaN), 'binary32');
    expect(wrong.violations.map(({ window }) => window)).toEqual([0]);
    expect(wrong.discarded).toBe(1);
    expect([...wrong.histogram.counts.values()].reduce((sum, count) => sum + count)).toBe(1);
  });

  test('a binary64 number is held to binary64', () => {
    const references = referencesOf(
      rows([
        [
          [1, 2 ** -30],
          [1, 2 ** -30],
        ],
        [
          [1, 2 ** -24],
          [1, 1],
        ],
      ]),
      'conv2d',
    );
    const bounds = batchBounds(bound64, references);
    expect(judgeOutputs(bounds, references, Float64Array.of(1, 1 + 2 ** -24), 'binary64').violations).toEqual([]);
    const rounded = judgeOutputs(bounds, references, Float64Array.of(1, 1), 'binary64');
    expect(rounded.violations.map(({ window }) => window)).toEqual([1]);
  });
});

describe('judgePairs', () => {
  const references = referencesOf(
    rows([
      [
        [1, 2],
        [1, 1],
      ],
      [
        [1, 2],
        [1, 1],
      ],
    ]),
    'conv2d',
  );
  const bounds = batchBounds(bound32, references);
  const member = (id: string, values: number[], wrong: number[] = []) => ({
    ...{ id, outputs: Float32Array.from(values), bounds, wrong: new Set(wrong) },
    format: 'binary32' as const,
  });
  const pairBound = () => differenceAnyOrder.boundFor(traitsOf('binary32'), traitsOf('binary32'));

  test('who is wrong alone is compared with the others, and the others not with it', () => {
    const [first, second, third] = judgePairs(
      [member('a', [3, 3]), member('b', [3, 3]), member('c', [3, 4], [1])],
      references,
      pairBound,
    );
    expect(first!.violations).toEqual([]);
    expect(second!.violations).toEqual([]);
    expect(third!.violations.map(({ window, partnerComputed }) => [window, partnerComputed])).toEqual([[1, 3]]);
    expect(first!.outputs).toBe(2);
  });

  test('two that keep their own bounds differ by at most their sum', () => {
    const step = 2 ** -22;
    const [first] = judgePairs([member('a', [3, 3]), member('b', [3 + step, 3])], references, pairBound);
    expect(first!.violations).toEqual([]);
    expect(first!.attained).toBeCloseTo(step / (4 * 3 * 2 ** -24), 5);
    expect(first!.partner).toBe('b');
  });
});

test('measures are relative to the exact value and to u·P', () => {
  const references = referencesOf(
    rows([
      [
        [1, 1],
        [1, 2 ** -24],
      ],
    ]),
    'conv2d',
  );
  const { exact } = { exact: { significand: 2n ** 24n + 1n, exponent: -24 } };
  const measures = measuresOf(1, exact, references.absoluteSum[0]!, 'binary32')!;
  expect(measures.signedError).toBe(-(2 ** -24));
  expect(measures.errorUlp).toBe(0.5);
  expect(measures.errorOverUP).toBeCloseTo(1, 6);
});

describe('a claim about the bits of the result', () => {
  const references = referencesOf(
    rows([
      [
        [2 ** 127, 2 ** 128 - 2 ** 104],
        [-1, -1],
      ],
      [
        [1, 1],
        [1, -1],
      ],
    ]),
    'conv2d',
  );
  const violated = (claim: OutputClaim, ...outputs: number[]) => {
    const bounds = batchBounds(claim.boundFor(traitsOf('binary32')), references);
    const verdicts = judgeOutputs(bounds, references, Float32Array.from(outputs), 'binary32');
    const { zero, counts } = verdicts.histogram;
    expect([...counts.values()].reduce((sum, count) => sum + count, zero)).toBe(2 - verdicts.discarded);
    return verdicts.violations;
  };

  test('overflow must give the infinity of its sign', () => {
    const [plus, minus] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(violated(dotOverflow, minus, 5)).toEqual([]);
    for (const wrong of [plus, Number.NaN, -largestFinite32]) {
      const [{ window, exact, errorOverBound }] = violated(dotOverflow, wrong, 5) as [JudgedOutput];
      expect([window, decimalOf(exact), errorOverBound]).toEqual([0, `${2n ** 104n - 2n ** 127n - 2n ** 128n}`, plus]);
    }
  });

  test('a zero must not be −0', () => {
    expect(violated(dotZeroSign, -3, 0)).toEqual([]);
    expect(violated(dotZeroSign, -3, -0).map(({ window }) => window)).toEqual([1]);
  });
});

test('an infinity that meets a subnormal number is NaN where that is read as 0, and nowhere else', () => {
  const references = referencesOf(
    rows([
      [[Number.POSITIVE_INFINITY], [2 ** -127]],
      [[Number.POSITIVE_INFINITY], [2 ** -126]],
    ]),
    'conv2d',
  );
  const verdict = (inputs: boolean, window: number): string => {
    const bound = dotNonFinite.boundFor({ ...traitsOf('binary32'), flush: { ...noFlush, inputs } });
    return exactVerdict(bound, references, window, { value: Number.NaN, format: 'binary32' }).kind;
  };
  expect([verdict(false, 0), verdict(true, 0)]).toEqual(['violated', 'discarded']);
  expect([verdict(false, 1), verdict(true, 1)]).toEqual(['violated', 'violated']);
});
