import { expect, test } from 'vitest';
import { absDyadic, compareDyadic, type Dyadic, dyadicOf, subtractDyadic } from '../../float/dyadic.ts';
import { dotError64, exactDot64, exactDotDyadic } from '../../float/exact-dot.ts';
import { smallestNormal32 } from '../../float/format.ts';
import type { Model } from '../../reveal/model.ts';
import { algorithms } from '../../sums/algorithms.ts';
import type { Candidate, FactorDomain } from '../problem.ts';
import { type Objective, quotientDownward } from '../score.ts';
import { annealing } from './annealing.ts';
import type { BlindOptions } from './pool.ts';

/**
 * The small tests of FPGen (Guo and Rubio-González, Efficient generation of error-inducing floating-point inputs via
 * symbolic execution, ICSE 2020): computed in binary64 from binary32 inputs in [−100, 100]. The score is |computed −
 * exact| ÷ max(|exact|, 2^-126), and FPGen searched for two hours.
 *
 * This score says nothing about an algorithm: it measures how near to 0 the exact result can be brought. Sums of
 * products of relative error u exceed any of the published numbers by 20 orders of magnitude.
 */
const score = (error: Dyadic, exact: Dyadic): number => {
  const least = dyadicOf(smallestNormal32);
  return quotientDownward(absDyadic(error), compareDyadic(absDyadic(exact), least) > 0 ? absDyadic(exact) : least);
};

const objective: Objective = (lefts, rights, n, window, computed) =>
  Math.abs(dotError64(lefts, rights, window * n, n, computed)) /
  Math.max(Math.abs(exactDot64(lefts, rights, window * n, n)), smallestNormal32);

const ofAlgorithm = (name: string): Model => {
  const algorithm = algorithms.find((one) => one.name === name && one.format === 'binary64')!;
  return (lefts, rights, n, count) => {
    const out = new Float64Array(count);
    algorithm.evaluate(lefts, rights, n, count, out);
    return out;
  };
};

/** Kahan's loop in binary64, over numbers. */
const compensated: Model = (numbers, _, n, count) =>
  Float64Array.from({ length: count }, (_, window) => {
    let [sum, correction] = [0, 0];
    for (let i = window * n; i < (window + 1) * n; i += 1) {
      const term = numbers[i]! - correction;
      const next = sum + term;
      correction = next - sum - term;
      sum = next;
    }
    return sum;
  });

const range: FactorDomain = { kind: 'range', low: -100, high: 100 };
const one: FactorDomain = { kind: 'levels', values: Float32Array.of(1) };

test.each<[string, Model, number, FactorDomain, number]>([
  ['dot product, K = 4', ofAlgorithm('sequential'), 4, range, 1.92e-4],
  ['convolution, K = 4', ofAlgorithm('reversed'), 4, range, 2.04e-4],
  ['recursive sum, n = 32', ofAlgorithm('sequential'), 32, one, 1],
  ['pairwise sum, n = 32', ofAlgorithm('pairwise'), 32, one, 1.32e-16],
  ['compensated sum, n = 32', compensated, 32, one, 1],
])('annealing exceeds what FPGen published: %s', (_, model, n, right, published) => {
  const problem = {
    n,
    left: Array(n).fill(range),
    right: Array(n).fill(right),
    aim: 'error',
  } as BlindOptions['problem'];
  const search = annealing({ problem, objective, seed: 1, budget: 40_000 });
  let best = 0;

  let answer: Float32Array | Float64Array | undefined;
  for (let next = search.next(); !next.done && best <= published; next = search.next(answer)) {
    const { ask, found } = next.value;

    answer = ask && model(ask.lefts, ask.rights, n, ask.count);
    if (found !== undefined) best = Math.max(best, exactScore(found, model));
  }
  expect(best).toBeGreaterThan(published);
});

function exactScore({ left, right }: Candidate, model: Model): number {
  const n = left.length;
  expect([...left, ...right].every((x) => Math.abs(x) <= 100)).toBe(true);
  const exact = exactDotDyadic(left, right, 0, n);
  return score(subtractDyadic(dyadicOf(model(left, right, n, 1)[0]!), exact), exact);
}
