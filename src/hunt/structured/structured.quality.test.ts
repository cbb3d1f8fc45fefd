import { expect, test } from 'vitest';
import { dotError64 } from '../../float/exact-dot.ts';
import { randomOf } from '../../inputs/random.ts';
import { modelOf } from '../../reveal/model.ts';
import { type Arithmetic, uniformAccumulation } from '../../sums/accumulation.ts';
import { lanesTree, pairwiseTree, sequentialTree } from '../../sums/schemes.ts';
import type { SummationTree } from '../../sums/tree.ts';
import { limitOf } from '../limits/limit-of.ts';
import type { Candidate, FactorDomain, HuntProblem } from '../problem.ts';
import { noStructuredSearch, structuredSearch } from './structured-search.ts';

const pairwise = (n: number): SummationTree => pairwiseTree(n, 'second');
const eightLanes = (n: number): SummationTree => lanesTree(n, 8);
const range = (n: number, low: number, high: number): readonly FactorDomain[] =>
  Array<FactorDomain>(n).fill({ kind: 'range', low, high });

function kernelProblem(n: number): HuntProblem {
  const rng = randomOf(7, `kernel ${n}`);
  const pixels = Float32Array.from({ length: 256 }, (_, k) => k / 255);
  const weights = Float32Array.from({ length: n }, () => rng.unit() + rng.unit() + rng.unit() - 1.5);
  return {
    n,
    left: Array<FactorDomain>(n).fill({ kind: 'levels', values: pixels }),
    right: Array.from(weights, (weight) => ({ kind: 'levels', values: Float32Array.of(weight) })),
    aim: 'error',
  };
}

/** All candidates of so many evaluations. */
function candidates(problem: HuntProblem, tree: SummationTree, arithmetic: Arithmetic, most: number): Candidate[] {
  const found: Candidate[] = [];
  let spent = 0;
  for (const step of structuredSearch(problem, uniformAccumulation(tree, arithmetic), 5, most)) {
    if (step.found !== undefined) found.push(step.found);
    spent += step.spent;
    if (spent > most) break;
  }
  return found;
}

test.each([
  ['sequential', sequentialTree, 'rounded-products', 0.9],
  ['sequential with FMA', sequentialTree, 'fused', 0.9],
  ['sequential, rounded twice', sequentialTree, 'two-roundings', 0.9],
  ['sequential in binary64', sequentialTree, 'wide', 0.95],
  ['pairwise', pairwise, 'rounded-products', 0.8],
  ['8 lanes', eightLanes, 'rounded-products', 0.8],
  ['8 lanes with FMA', eightLanes, 'fused', 0.8],
] as const)('%s: the search comes close to the limit, never passes it, and improves', (_, tree, arithmetic, least) => {
  const problem = kernelProblem(17);
  const accumulation = uniformAccumulation(tree(17), arithmetic);
  const limit = limitOf(problem, accumulation, 1e5)!;
  const model = modelOf(accumulation);
  const ratios = candidates(problem, tree(17), arithmetic, 2e4).map(
    ({ left, right }) => Math.abs(dotError64(left, right, 0, 17, model(left, right, 17, 1)[0]!)) / limit.value,
  );
  expect(ratios).toEqual([...ratios].sort((a, b) => a - b));
  expect(ratios.at(-1)).toBeGreaterThan(least);
  expect(ratios.at(-1)).toBeLessThanOrEqual(1);
});

test('a seed and a number of evaluations always give the same candidates, inside the domains', () => {
  const problem: HuntProblem = { n: 9, left: range(9, 0.25, 1), right: range(9, -2, 2), aim: 'error' };
  const first = candidates(problem, pairwise(9), 'rounded-products', 6e4);
  expect(candidates(problem, pairwise(9), 'rounded-products', 6e4)).toEqual(first);
  expect(first.length).toBeGreaterThan(0);
  for (const { left, right } of first) {
    expect(left.every((x) => x >= 0.25 && x <= 1) && right.every((y) => Math.abs(y) <= 2)).toBe(true);
  }
});

test('other aims: u·P and ulp grow from candidate to candidate, and the condition number is kept', () => {
  const left = range(9, -1, 1);
  for (const more of [{ aim: 'bound' }, { aim: 'ulp', condition: 50 }] as const) {
    const problem: HuntProblem = { n: 9, left, right: left, ...more };
    const model = modelOf(uniformAccumulation(sequentialTree(9), 'rounded-products'));
    const found = candidates(problem, sequentialTree(9), 'rounded-products', 3e4).map(({ left, right }) => {
      const products = left.reduce((sum, x, i) => sum + Math.abs(x * right[i]!), 0);
      const computed = model(left, right, 9, 1)[0]!;
      const error = Math.abs(dotError64(left, right, 0, 9, computed));
      return { ratio: error / products / 2 ** -24, condition: products / Math.abs(computed) };
    });
    expect(found.length).toBeGreaterThan(1);
    if (more.aim === 'bound') expect(found.at(-1)!.ratio).toBeGreaterThan(5);
    else expect(found.every(({ condition }) => condition <= 50 * (1 + 2 ** -10))).toBe(true);
    expect(found.every(({ ratio }) => ratio <= 9 * (1 + 2 ** -20))).toBe(true);
  }
});

test('problems without a structured search have a reason', () => {
  const plain = uniformAccumulation(sequentialTree(3), 'rounded-products');
  const problem: HuntProblem = { n: 3, left: range(3, 0, 1), right: range(3, 0, 1), aim: 'error' };
  const flush = { inputs: true, products: false, sums: false };
  expect(noStructuredSearch(problem, plain)).toBeUndefined();
  expect(noStructuredSearch(problem, { ...plain, flush })).toBe(
    'no structured search for subnormal numbers that are flushed to zero',
  );
  expect(noStructuredSearch({ ...problem, aim: 'difference' }, plain)).toMatch(/difference of two subjects$/);
  expect(() => structuredSearch(problem, { ...plain, rounding: 'up' }, 1).next()).toThrow(RangeError);
  expect(limitOf(problem, { ...plain, flush })).toBeUndefined();
});
