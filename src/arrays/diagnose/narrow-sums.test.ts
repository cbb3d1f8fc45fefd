import { expect, test } from 'vitest';
import { randomNumbers, rounderTo } from '../../bench/judgements/naive.ts';
import { binary16 } from '../../float/format.ts';
import { randomOf } from '../../inputs/random.ts';
import { arrayOf } from '../array-of.ts';
import { judgeAnswers } from '../judge-answer.ts';
import { judgeArrays } from '../judge-arrays.ts';
import { questionOf } from '../question-of.ts';
import type { TallyRunner } from '../tally-runner.ts';

const run: TallyRunner = async (question, checks) => judgeAnswers(question, checks);
const round = rounderTo(binary16);
const [rows, n] = [200, 1024];

/** Rows of `left` against one column, in the order of a permutation, each sum rounded by `each` and at the end. */
function sums(left: Float64Array, right: Float64Array, order: readonly number[], each: (x: number) => number) {
  return Float64Array.from({ length: rows }, (_, row) =>
    round(order.reduce((sum, t) => each(sum + each(left[row * n + t]! * right[t]!)), 0)),
  );
}

async function judge(left: Float64Array, right: Float64Array, computed: Float64Array) {
  const factors = { left: arrayOf(left, [rows, n], 'float16'), right: arrayOf(right, [n, 1], 'float16') };
  const request = { kind: 'matmul', ...factors } as const;
  const answer = { name: 'c', file: arrayOf(computed, [rows, 1], 'float16') };
  return judgeArrays(questionOf(request, [answer.file]), [answer], { run });
}

test('one output far off among exact values rounded once is a defect, no sum in half precision', async () => {
  const rng = randomOf(1, 'outlier');
  const [left, right] = [randomNumbers(rng, rows * n, 'float16'), randomNumbers(rng, n, 'float16')];
  const computed = sums(left, right, [...Array(n).keys()], (x) => x);
  computed[77] = round(computed[77]! + 1);
  const judged = await judge(left, right, computed);
  expect(judged.verdict).toBe('defect');
  expect(judged.outputs[0]).toMatchObject({ wrong: 1 });
});

test('sums in half precision over rows that are nearly all empty are no defect', async () => {
  const rng = randomOf(1, 'sparse rows');
  // Of one sign, so that a long sum loses much.
  const right = randomNumbers(rng, n, 'float16').map(Math.abs);
  const numbers = randomNumbers(rng, rows * n, 'float16').map(Math.abs);
  const left = numbers.map((x, i) => (Math.floor(i / n) < 5 || i % n === 7 ? x : 0));
  const order = [...Array(n).keys()].sort(() => rng.unit() - 0.5);
  const judged = await judge(left, right, sums(left, right, order, round));
  expect(judged.outputs[0]!.wrong).toBeGreaterThan(0);
  expect(judged.verdict, judged.answer).toBe('narrower');
});
