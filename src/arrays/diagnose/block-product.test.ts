import { expect, test } from 'vitest';
import { multiply, randomNumbers } from '../../bench/judgements/naive.ts';
import type { Matrix } from '../../claims/comparisons/winograd-transform.ts';
import { randomOf } from '../../inputs/random.ts';
import { strassenProduct, winogradProduct } from '../../reveal/convolution/transforms.test-support.ts';
import { arrayOf } from '../array-of.ts';
import { judgeAnswers } from '../judge-answer.ts';
import { judgeArrays } from '../judge-arrays.ts';
import type { ArrayJudgement } from '../judgement.ts';
import { questionOf } from '../question-of.ts';

const rng = randomOf(23, 'block products');
const n = 24;

/** Every fifth row is so small that the errors of a product by blocks are far outside the bound of its terms. */
const left = randomNumbers(rng, n * n).map((x, at) => (Math.floor(at / n) % 5 === 1 ? x * 2 ** -12 : x));
const right = randomNumbers(rng, n * n);
const rowsOf = (numbers: Float64Array): Matrix =>
  Array.from({ length: n }, (_, row) => [...numbers.subarray(row * n, (row + 1) * n)]);

function judge(numbers: ArrayLike<number>, a: Float64Array = left): Promise<ArrayJudgement> {
  const answer = { name: 'output', file: arrayOf(numbers, [n, n]) };
  const request = { kind: 'matmul', left: arrayOf(a, [n, n]), right: arrayOf(right, [n, n]) } as const;
  const question = questionOf(request, [answer.file]);
  return judgeArrays(question, [answer], { run: async (asked, checks) => judgeAnswers(asked, checks) });
}

test.each([
  ["Strassen's method, 1 level", strassenProduct(rowsOf(left), rowsOf(right)), "Strassen's method"],
  ["Strassen's method, 2 levels", strassenProduct(rowsOf(left), rowsOf(right), 2), "Strassen's method"],
  ["Winograd's form", winogradProduct(rowsOf(left), rowsOf(right)), "Strassen's method"],
])('%s is no defect', async (_, product, words) => {
  const { verdict, answer, outputs } = await judge(product.flat());
  expect(verdict).toBe('narrower');
  expect(answer).toMatch(
    /^\d+ outputs are not within rounding of any order, but all are within the normwise bound of /,
  );
  expect(answer).toContain(words);
  expect(outputs[0]).toMatchObject({ faults: [], allowed: false });
});

test('a wrong product stays a defect', async () => {
  const product = strassenProduct(rowsOf(left), rowsOf(right)).flat();
  const lost = product.map((x, at) => (at === 5 * n + 7 ? x + 2 ** -10 : x));
  expect((await judge(lost)).verdict).toBe('defect');
  // The error of one output is small beside the matrices, but the others have none that is as large.
  const loop = multiply(
    n,
    n,
    n,
    (i, k) => left[i * n + k]!,
    (k, j) => right[k * n + j]!,
  );
  expect((await judge(loop)).verdict).toBe('rounding');
  const off = loop.map((x, at) => (at === n + 3 ? x + 40 * 2 ** -24 : x));
  expect((await judge(off)).verdict).toBe('defect');
  // A last product with the wrong sign: all of a quarter is wrong.
  const half = n / 2;
  const sign = product.map((x, at) => (at % n < half && at < n * half ? x * (1 + 2 ** -9) : x));
  expect((await judge(sign)).verdict).toBe('defect');
});
