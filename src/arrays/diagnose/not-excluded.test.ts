import { expect, test } from 'vitest';
import type { ElementType } from '../../float/element-type.ts';
import { arrayOf } from '../array-of.ts';
import { judgeAnswers } from '../judge-answer.ts';
import { judgeArrays } from '../judge-arrays.ts';
import type { ArrayJudgement } from '../judgement.ts';
import { questionOf } from '../question-of.ts';
import type { ArrayRequest } from '../request.ts';

async function judge(request: ArrayRequest, numbers: readonly number[], type: ElementType): Promise<ArrayJudgement> {
  const sizes = questionOf(request).outputSizes;
  const file = arrayOf(numbers, sizes, type, 'y.npy');
  return judgeArrays(questionOf(request, [file]), [{ name: 'output', file }], {
    run: async (question, checks) => judgeAnswers(question, checks),
  });
}

const dot = (left: readonly number[], right: readonly number[], type: ElementType = 'float32'): ArrayRequest => ({
  kind: 'dot',
  left: arrayOf(left, [left.length], type),
  right: arrayOf(right, [right.length], type),
});

test('one zero in the place of subnormal products may have been flushed', async () => {
  const { verdict, answer } = await judge(dot([2 ** -70, 2 ** -70], [2 ** -60, 2 ** -60]), [0], 'float32');
  expect(verdict).toBe('narrower');
  expect(answer).toContain('numbers below 2^-126 flushed to zero can explain it');
  const half: ArrayRequest = {
    kind: 'matmul',
    left: arrayOf([1.5 * 2 ** -10, 2 ** -10], [2, 1], 'float16'),
    right: arrayOf([2 ** -8, 1], [1, 2], 'float16'),
  };
  const flushed = await judge(half, [0, 1.5 * 2 ** -10, 0, 2 ** -10], 'float16');
  expect(flushed.answer).toContain('numbers below 2^-14 flushed to zero can explain it');
});

test('a zero in the place of a normal number was not flushed', async () => {
  const { verdict, answer } = await judge(dot([2 ** -60, 2 ** -60], [2 ** -60, 2 ** -60]), [0], 'float32');
  expect(verdict).toBe('defect');
  expect(answer).toContain('every wrong output is 0');
});

test('one product of binary64 numbers that were rounded to the type of the answer is no defect', async () => {
  const [x, y] = [1 + 2 ** -24 + 2 ** -50, 1 + 2 ** -24 + 2 ** -50];
  const { verdict, answer } = await judge(dot([x], [y], 'float64'), [Math.fround(x) * Math.fround(y)], 'float32');
  expect(verdict).toBe('narrower');
  expect(answer).toContain('inputs rounded to binary32 can explain it');
  const wrong = await judge(dot([x], [y], 'float64'), [Math.fround(1.001)], 'float32');
  expect(wrong.verdict).toBe('defect');
});

test('one binary64 number that a binary32 loop gave is named so', async () => {
  const left = Array.from({ length: 20 }, (_, t) => Math.fround(Math.sin(t)));
  const right = left.map((x) => Math.fround(x + 1));
  const sum = left.reduce((s, x, t) => Math.fround(s + Math.fround(x * right[t]!)), 0);
  const { verdict, answer } = await judge(dot(left, right), [sum], 'float64');
  expect(verdict).toBe('narrower');
  expect(answer).toContain('binary32');
});

test('why NaN was not judged where a tap on padding is infinite', async () => {
  const request: ArrayRequest = {
    ...{ kind: 'conv', layout: 'nhwc', kernelLayout: 'hwio', padding: [0, 0, 1, 0] },
    image: arrayOf([1, 2], [1, 1, 2, 1]),
    kernel: arrayOf([Number.POSITIVE_INFINITY, 3], [1, 2, 1, 1]),
  };
  const { answer } = await judge(request, [Number.NaN, Number.POSITIVE_INFINITY], 'float32');
  expect(answer).toContain('a tap on padding is not finite');
});

test('a few terms that were flushed are not called missing', async () => {
  const left = Array.from({ length: 9 }, (_, t) => (t < 6 ? 1.1 * 2 ** -70 : 2 ** -60)).map(Math.fround);
  const right = left.map((_, t) => Math.fround((1 + t / 7) * (t < 6 ? 2 ** -58 : 2 ** -66)));
  const sum = left.reduce((s, x, t) => (t < 6 ? s : Math.fround(s + Math.fround(x * right[t]!))), 0);
  const { verdict, answer } = await judge(dot(left, right), [sum], 'float32');
  expect(answer).toContain('flushed to zero');
  expect(verdict).toBe('narrower');
});
