import { expect, test } from 'vitest';
import { absDyadic } from '../../float/dyadic.ts';
import { modelOf } from '../../reveal/model.ts';
import { type Arithmetic, uniformAccumulation } from '../../sums/accumulation.ts';
import { lanesTree, numpyPairwiseTree, pairwiseTree, sequentialTree } from '../../sums/schemes.ts';
import type { SummationTree } from '../../sums/tree.ts';
import { quotientDownward, scoreOf, scoreRule } from '../score.ts';
import { conditionWitness } from './condition.ts';
import { freeLimit } from './limit.ts';

const pairwise = (n: number): SummationTree => pairwiseTree(n, 'first');
const lanes = (n: number): SummationTree => lanesTree(n, 8);

// Roundings of both products on their ways to where they meet. Half of them times κ·u is the most to first order.
test.each<[string, (n: number) => SummationTree, Arithmetic, number, number]>([
  ['a loop', sequentialTree, 'rounded-products', 25, 24 + 1],
  ['halves', pairwise, 'rounded-products', 25, 5 + 5],
  ['eight lanes', lanes, 'rounded-products', 25, 5 + 5],
  ['fused lanes', lanes, 'fused', 25, 5 + 5],
  ['NumPy', numpyPairwiseTree, 'rounded-products', 27, 5 + 5],
])('with a condition number of at most 100 or 10^4, %s', (_, tree, arithmetic, n, roundings) => {
  const accumulation = uniformAccumulation(tree(n), arithmetic);
  for (const condition of [100, 1e4]) {
    const witness = conditionWitness(accumulation, condition)!;
    const computed = modelOf(accumulation)(witness.left, witness.right, n, 1)[0]!;
    const score = scoreOf(scoreRule({ n, aim: 'error', condition }, 'binary32', accumulation), witness, computed);
    if (!score.allowed) throw new Error(score.reason);
    const units = quotientDownward(score.error, absDyadic(score.exact)) * 2 ** 24;
    expect(units).toBeGreaterThan(0.98 * condition * (roundings / 2));
    expect(units).toBeLessThan(freeLimit(accumulation).value * condition);
  }
});

test('no witness without cancellation or in other arithmetic', () => {
  const accumulation = uniformAccumulation(pairwise(25), 'wide');
  expect(conditionWitness(accumulation, 100)).toBeUndefined();
  expect(conditionWitness(uniformAccumulation(pairwise(25), 'fused'), 1)).toBeUndefined();
});
