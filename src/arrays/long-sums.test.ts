import { expect, test } from 'vitest';
import { binary32 } from '../float/format.ts';
import { testRandom } from '../float/random.test-support.ts';
import { repeats } from '../repeats.test-support.ts';
import { arrayOf } from './array-of.ts';
import { isLong, planBlocks } from './block-plan.ts';
import { judgeAnswer, judgeAnswerSlowly } from './judge-answer.ts';
import { questionOf } from './question-of.ts';
import { randomNumbers } from './random-question.test-support.ts';
import type { ArrayRequest } from './request.ts';

const random = testRandom(141);
const array = (name: string, ...sizes: number[]) =>
  arrayOf(
    randomNumbers(
      random,
      'float32',
      sizes.reduce((product, size) => product * size, 1),
    ),
    sizes,
    'float32',
    name,
  );

const model = { name: 'binary32', accumulator: binary32 };
const requests: readonly (readonly [what: string, request: ArrayRequest])[] = [
  ['a sum of rows', { kind: 'sum', array: array('a', 1, 300_000), axes: [1] }],
  ['a mean of columns', { kind: 'sum', array: array('a', 262_200, 2), axes: [0], mean: true }],
  ['a dot product', { kind: 'dot', left: array('a', 270_000), right: array('b', 270_000) }],
  ['a matrix product', { kind: 'matmul', left: array('a', 2, 262_200), right: array('b', 262_200) }],
  [
    'a long filter with a bias',
    {
      ...{ kind: 'conv', image: array('x', 1, 1, 262_150), kernel: array('w', 1, 1, 262_150), bias: array('b', 1) },
      ...{ layout: 'nchw', kernelLayout: 'oihw' },
    },
  ],
];

// Rows, the longest loop being another one, and the bias are what differs.
const tried = repeats(requests, [requests[1]!, requests[4]!]);

test.each(tried)('%s of more than 2^18 terms is added exactly in pieces', (_, request) => {
  const question = questionOf(request);
  expect(isLong(question)).toBe(true);
  expect(planBlocks(question).length).toBeGreaterThan(3);
  const outputs = question.outputSizes.reduce((product, size) => product * size, 1);
  // Far from all sums: every output is wrong, and the exact values are printed with it.
  const file = arrayOf(new Float64Array(outputs).fill(1e9), question.outputSizes, 'float32', 'y');
  const fast = judgeAnswer(question, { name: 'y', file }, model);
  expect(fast).toEqual(judgeAnswerSlowly(question, { name: 'y', file }, model));
  expect(fast.wrong).toBe(outputs);
  const right = Float64Array.from({ length: outputs });
  for (const { index, exact } of fast.worst) right[index] = Math.fround(exact);
  const again = judgeAnswer(question, { name: 'y', file: arrayOf(right, question.outputSizes, 'float32', 'y') }, model);
  expect([again.correctlyRounded, again.wrong]).toEqual([outputs, 0]);
});

test('a tap that is not finite on the padding of a long filter leaves a NaN open', () => {
  const taps = new Float32Array(262_150).fill(1);
  taps[0] = Number.POSITIVE_INFINITY;
  const question = questionOf({
    ...{
      kind: 'conv',
      image: arrayOf(taps.slice().fill(1), [1, 1, taps.length]),
      kernel: arrayOf(taps, [1, 1, taps.length]),
    },
    ...{ layout: 'nchw', kernelLayout: 'oihw', padding: [1, 0] },
  });
  const file = arrayOf([Number.NaN, Number.NaN], [1, 1, 2], 'float32', 'y');
  expect(judgeAnswer(question, { name: 'y', file }, model)).toMatchObject({ notJudged: 1, wrong: 1 });
});
