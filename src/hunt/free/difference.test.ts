import { expect, test } from 'vitest';
import { modelOf } from '../../reveal/model.ts';
import { type Arithmetic, uniformAccumulation } from '../../sums/accumulation.ts';
import {
  blockedTree,
  lanesTree,
  numpyPairwiseTree,
  pairwiseTree,
  reversedTree,
  sequentialTree,
} from '../../sums/schemes.ts';
import type { SummationTree } from '../../sums/tree.ts';
import type { HuntProblem } from '../problem.ts';
import { freeProblem, runSearch } from '../run-search.test-support.ts';
import { objectiveOf, scoreRule } from '../score.ts';
import { differenceSearch } from './difference.ts';
import { freeLimit } from './limit.ts';

type Sum = readonly [(n: number) => SummationTree, Arithmetic];

const loop: Sum = [sequentialTree, 'rounded-products'];
const fused: Sum = [sequentialTree, 'fused'];
const pairwise: Sum = [(n) => pairwiseTree(n, 'first'), 'rounded-products'];
const numpy: Sum = [numpyPairwiseTree, 'rounded-products'];
const reversed: Sum = [reversedTree, 'rounded-products'];
const lanes: Sum = [(n) => lanesTree(n, 8), 'fused'];
const twice: Sum = [sequentialTree, 'two-roundings'];
const blocks: Sum = [(n) => blockedTree(n, 3), 'rounded-products'];

// [sums, n, difference ÷ (u·P) known before]
test.each<[string, Sum, Sum, number, number]>([
  ['fused and plain loop', fused, loop, 9, 15.99],
  ['fused and plain loop', fused, loop, 25, 47.99],
  ['loop and halves', fused, pairwise, 9, 9.99],
  ['loop and NumPy', fused, numpy, 27, 29.99],
  ['forward and backward', loop, reversed, 9, 7.99],
  ['loop and blocks', loop, blocks, 9, 7.99],
  ['loop and blocks', loop, blocks, 25, 27.99],
  ['fused loop and blocks', fused, blocks, 9, 9.84],
  ['halves and fused lanes', pairwise, lanes, 27, 11.99],
  ['fused and rounded twice', fused, twice, 9, 15.99],
])('two subjects: %s', (_, [treeA, a], [treeB, b], n, known) => {
  const [first, second] = [uniformAccumulation(treeA(n), a), uniformAccumulation(treeB(n), b)];
  const problem: HuntProblem = { ...freeProblem(n), aim: 'difference' };
  const rule = scoreRule(problem, 'binary32');
  const options = { problem, objective: objectiveOf(rule), seed: 1, budget: 20_000 };
  const search = differenceSearch(options, first, second);
  const { value } = runSearch(search, rule, modelOf(first), modelOf(second));
  expect(value, `${known}`).toBeGreaterThanOrEqual(known);
  expect(value).toBeLessThanOrEqual(freeLimit(first).value + freeLimit(second).value);
});
