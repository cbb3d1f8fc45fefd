import { expect, test } from 'vitest';
import { bfloat16, binary16, extended } from '../../float/format.ts';
import { testRandom } from '../../float/random.test-support.ts';
import { modelOf } from '../../reveal/model.ts';
import {
  type Accumulation,
  type NodeFormat,
  type ProductRounding,
  uniformAccumulation,
} from '../../sums/accumulation.ts';
import { algorithms } from '../../sums/algorithms.ts';
import type { InputRounding } from '../../sums/narrow-inputs.ts';
import { randomAccumulation, randomTree, randomUnusualAccumulation } from '../../sums/random-tree.test-support.ts';
import { pairwiseTree, sequentialTree } from '../../sums/schemes.ts';
import { add, type SummationTree, term } from '../../sums/tree.ts';
import { scoreOf, scoreRule } from '../score.ts';
import { freeLimit } from './limit.ts';
import { freeWitness } from './witness.ts';

/** The exact ratio of the witness to the limit. */
function ratioOf(accumulation: Accumulation): number {
  const witness = freeWitness(accumulation);
  const n = accumulation.products.length;
  const [computed] = modelOf(accumulation)(witness.left, witness.right, n, 1);
  const score = scoreOf(scoreRule({ n, aim: 'bound' }, accumulation.result, accumulation), witness, computed!);
  if (!score.allowed) throw new Error(score.reason);
  const { value } = freeLimit(accumulation);
  return score.value === value ? 1 : score.value / value;
}

const explained = algorithms.filter(({ summation }) => summation === 'tree');

test.each(explained)('the witness of $name:$format comes to 0.999 of the limit', ({ arithmetic, tree }) => {
  for (const n of [1, 2, 3, 9, 25, 121, 1000]) {
    const accumulation = uniformAccumulation(tree(n)!, arithmetic!);
    const ratio = ratioOf(accumulation);
    expect(ratio, `n = ${n}`).toBeGreaterThanOrEqual(0.999);
    expect(ratio, `n = ${n}`).toBeLessThanOrEqual(1);
  }
});

test('and to 1 − 1/E, apart from underflow', () => {
  for (const { arithmetic, tree } of explained) {
    const accumulation = uniformAccumulation(tree(27)!, arithmetic!);
    const { attained, value } = freeLimit(accumulation);
    expect(Math.abs((ratioOf(accumulation) * value) / attained - 1)).toBeLessThan(2 ** -44);
  }
});

/** Blocks of k terms and the sum so far, each block in one addition. */
function blocks(n: number, k: number): SummationTree {
  const terms = Array.from({ length: n }, (_, index) => term(index));
  let sum = add(...terms.slice(0, k));
  for (let first = k; first < n; first += k) sum = add(sum, ...terms.slice(first, first + k));
  return sum;
}

function withNodes(tree: SummationTree, node: NodeFormat, others: Partial<Accumulation> = {}): Accumulation {
  const plain = uniformAccumulation(tree, 'fused');
  return { ...plain, nodes: plain.nodes.map(() => node), ...others };
}

const half: InputRounding = { bits: 11, rounding: 'nearest-even', range: 'binary16' };
const rounded = Array<ProductRounding>(25).fill('rounded');

// [arithmetic, least error ÷ (u·P), least share of the limit]. The first is what was derived by hand to first order.
test.each<[string, Accumulation, number, number]>([
  // 3 additions of 5 operands lose 2u + 3·2u each, the first one of 4 loses 2u + 2·2u.
  ['matrix unit without guard bits', withNodes(blocks(16, 4), { guardBits: 0, end: 'toward-zero' }), 29.99, 0.65],
  ['matrix unit with a guard bit', withNodes(blocks(16, 4), { guardBits: 1, end: 'toward-zero' }), 18.99, 0.7],
  ['matrix unit that rounds', withNodes(blocks(16, 4), { guardBits: 3, end: 'nearest-even' }), 7.74, 0.88],
  ['binary16 factors', withNodes(blocks(16, 4), { guardBits: 1, end: 'toward-zero' }, { inputs: half }), 16390, 0.999],
  [
    'TF32 factors',
    withNodes(sequentialTree(25), 'binary32', { inputs: { bits: 11, rounding: 'nearest-even' } }),
    16395,
    0.999,
  ],
  ['bfloat16 sums', withNodes(sequentialTree(25), { to: bfloat16 }), (2 ** 16 * 25) / (1 + 25 / 256) - 1, 0.87],
  ['binary16 sums', withNodes(sequentialTree(25), { to: binary16 }), 202330, 0.98],
  [
    'binary16',
    withNodes(
      pairwiseTree(25, 'first'),
      { to: binary16 },
      { products: rounded, productFormat: binary16, inputs: half },
    ),
    60630,
    0.92,
  ],
  ['x87', withNodes(sequentialTree(25), { to: extended }), 0.9999999, 0.9999999],
  ['truncation', withNodes(sequentialTree(25), 'binary32', { rounding: 'toward-zero' }), 49.9998, 0.9999],
  ['upward', withNodes(sequentialTree(25), 'binary32', { rounding: 'up' }), 49.9998, 0.9999],
  ['downward, wide', withNodes(sequentialTree(25), 'binary64', { rounding: 'down' }), 1.9999998, 0.9999998],
])('the witness of other arithmetic: %s', (_, accumulation, least, share) => {
  expect(ratioOf(accumulation) * freeLimit(accumulation).value).toBeGreaterThanOrEqual(least);
  expect(ratioOf(accumulation)).toBeGreaterThanOrEqual(share);
  expect(ratioOf(accumulation)).toBeLessThanOrEqual(1);
});

test('no witness of any accumulation exceeds the limit', () => {
  const random = testRandom(5);
  const ratios = Array.from({ length: 400 }, (_, i) => {
    const n = 1 + random.integer(12);
    const tree = randomTree(random, n, 2 + random.integer(4));
    return ratioOf(i % 2 === 0 ? randomAccumulation(random, tree, n) : randomUnusualAccumulation(random, tree, n));
  }).sort((a, b) => a - b);
  expect(ratios.at(-1)).toBeLessThanOrEqual(1);
  expect(ratios[200]).toBeGreaterThan(0.99);
});
