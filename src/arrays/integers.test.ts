import { expect, test } from 'vitest';
import type { ElementType } from '../float/element-type.ts';
import { binary32 } from '../float/format.ts';
import { randomOf } from '../inputs/random.ts';
import { arrayOf } from './array-of.ts';
import { judgeAnswer, judgeAnswerSlowly, judgeAnswers } from './judge-answer.ts';
import { judgeArrays } from './judge-arrays.ts';
import type { ArrayJudgement } from './judgement.ts';
import { questionOf } from './question-of.ts';
import type { ArrayRequest } from './request.ts';

const inf = Number.POSITIVE_INFINITY;

async function judged(request: ArrayRequest, computed: readonly number[], type: ElementType): Promise<ArrayJudgement> {
  const question = questionOf(request);
  const answer = { name: 'y', file: arrayOf(computed, question.outputSizes, type) };
  return judgeArrays(question, [answer], { run: async (asked, checks) => judgeAnswers(asked, checks) });
}

const sum = (numbers: readonly number[], type: ElementType): ArrayRequest => ({
  kind: 'sum',
  array: arrayOf(numbers, [numbers.length], type),
});

test('an integer that wraps around is right, and the answer says so', async () => {
  const request = sum([100, 100, 100, 100], 'int8');
  expect(await judged(request, [-112], 'int8')).toMatchObject({
    verdict: 'rounding',
    answer: 'The output is the exact value modulo 2^8: it wrapped around, as int8 does.',
    outputs: [{ within: 1, wrapped: 1, correctlyRounded: 1 }],
  });
  expect((await judged(request, [144], 'uint8')).verdict).toBe('rounding');
  expect(await judged(request, [400], 'int16')).toMatchObject({ answer: 'The output is the exact value.' });
  for (const [wrong, type] of [
    [127, 'int8'],
    [-111, 'int8'],
    [-112, 'int16'],
    [-112, 'float32'],
  ] as const)
    expect((await judged(request, [wrong], type)).verdict).toBe('defect');
});

test('of many outputs, those that wrap around are counted, the same by blocks and one by one', async () => {
  const rng = randomOf(1, 'integers');
  const numbers = (count: number): number[] => Array.from({ length: count }, () => rng.between(-128, 127));
  const [left, right] = [numbers(12 * 20), numbers(20 * 9)];
  const exact = Array.from({ length: 12 * 9 }, (_, k) => {
    const [i, j] = [Math.floor(k / 9), k % 9];
    return Array.from({ length: 20 }, (_, t) => left[20 * i + t]! * right[9 * t + j]!).reduce((all, x) => all + x, 0);
  });
  const request: ArrayRequest = {
    ...{ kind: 'matmul', left: arrayOf(left, [12, 20], 'int8'), right: arrayOf(right, [20, 9], 'int8') },
  };
  const outputs = exact.map((x) => (x << 16) >> 16);
  const wrapped = exact.filter((x, k) => x !== outputs[k]).length;
  expect(wrapped).toBeGreaterThan(5);
  expect((await judged(request, outputs, 'int16')).answer).toBe(
    `All 108 outputs are the exact values modulo 2^16: ${wrapped} wrapped around, as int16 does.`,
  );
  const question = questionOf(request);
  const broken = outputs.map((x, k) => (k === 7 ? x ^ 1 : x));
  for (const computed of [outputs, broken]) {
    const answer = { name: 'y', file: arrayOf(computed, [12, 9], 'int16') };
    const model = { name: '', accumulator: binary32 };
    const [fast, slow] = [judgeAnswer(question, answer, model), judgeAnswerSlowly(question, answer, model)];
    const counts = ({ within, wrong, correctlyRounded, wrapped: turned }: typeof fast): readonly number[] => [
      ...[within, wrong, correctlyRounded, turned],
    ];
    expect(counts(fast)).toEqual(counts(slow));
    expect(fast.wrong).toBe(computed === outputs ? 0 : 1);
  }
});

test('NaN and ∞ that are due among real terms are right, and said to be due', async () => {
  const dot = (left: readonly number[], right: readonly number[]): ArrayRequest => ({
    ...{ kind: 'dot', left: arrayOf(left, [left.length]), right: arrayOf(right, [right.length]) },
  });
  const nan = { verdict: 'rounding', answer: 'The output is NaN, as is due.' };
  expect(await judged(dot([0, 1], [inf, 1]), [Number.NaN], 'float32')).toMatchObject(nan);
  expect(await judged(sum([inf, -inf, 2], 'float32'), [Number.NaN], 'float32')).toMatchObject(nan);
  expect(await judged(sum([-inf, 2], 'float32'), [-inf], 'float32')).toMatchObject({
    answer: 'The output is −∞, as is due.',
  });
  expect((await judged(dot([0, 1], [inf, 1]), [1], 'float32')).verdict).toBe('defect');
});
