import { expect, test } from 'vitest';
import { dotError64, exactDot64 } from '../../float/exact-dot.ts';
import { randomOf } from '../../inputs/random.ts';
import { modelOf } from '../../reveal/model.ts';
import { type Arithmetic, uniformAccumulation } from '../../sums/accumulation.ts';
import { lanesTree, pairwiseTree, sequentialTree } from '../../sums/schemes.ts';
import type { SummationTree } from '../../sums/tree.ts';
import { type Plan, planOf } from '../structured/plan.ts';
import { relativeError } from './condition-limit.ts';

const planFor = (tree: SummationTree, arithmetic: Arithmetic): Plan =>
  planOf(uniformAccumulation(tree, arithmetic)) as Plan;

test('a sequential sum may err by half of the classical bound if the condition number is large', () => {
  const plan = planFor(sequentialTree(25), 'rounded-products');
  const shares = [1, 2, 3, 10, 100, 1e4].map((condition) => relativeError(plan, condition) / 25);
  expect(shares.map((share) => Number(share.toFixed(2)))).toEqual([1, 0.75, 0.67, 0.55, 0.51, 0.5]);
});

test.each([
  ['sequential', sequentialTree(9), 'rounded-products'],
  ['sequential with FMA', sequentialTree(9), 'fused'],
  ['pairwise', pairwiseTree(9, 'second'), 'rounded-products'],
  ['4 lanes with FMA', lanesTree(9, 4), 'fused'],
] as const)('%s: no sum of few bits passes the limit of its condition number', (name, tree, arithmetic) => {
  const plan = planFor(tree, arithmetic);
  const model = modelOf(uniformAccumulation(tree, arithmetic));
  const rng = randomOf(3, name);
  let largest = 0;
  for (let trial = 0; trial < 4000; trial++) {
    // Products of 2^24 + 1 and ties, which lose most, with a cancellation near the end or the start.
    const left = Float32Array.from({ length: 9 }, () => rng.sign() * (rng.chance(0.3) ? 24929 : 24929 * 2 ** -12));
    const right = Float32Array.from({ length: 9 }, () => (rng.chance(0.3) ? 673 : 673 * 2 ** -12));
    const exact = exactDot64(left, right, 0, 9);
    const products = left.reduce((sum, x, i) => sum + Math.abs(x * right[i]!), 0);
    const error = Math.abs(dotError64(left, right, 0, 9, model(left, right, 9, 1)[0]!));
    const ratio = error / products / 2 ** -24 / relativeError(plan, products / Math.abs(exact));
    largest = Math.max(largest, ratio);
  }
  expect(largest).toBeLessThanOrEqual((1 + 2 ** -24) ** 9);
  expect(largest).toBeGreaterThan(0.4);
});
