import { expect, test } from 'vitest';
import { randomOf } from '../inputs/random.ts';
import { type Accumulation, uniformAccumulation } from '../sums/accumulation.ts';
import { summariseArithmetic } from '../sums/arithmetic-summary.ts';
import { sequentialTree } from '../sums/schemes.ts';
import { height } from '../sums/tree-measures.ts';
import { randomFlatTree } from './black-boxes.test-support.ts';
import { arithmeticText, describeArithmetic, describeTree } from './describe.ts';
import { flatTreeOf, heightOf, summationTreeOf, treeKey } from './flat-tree.ts';

const tree = sequentialTree(4);
const mixed: Accumulation = {
  ...uniformAccumulation(tree, 'fused'),
  products: ['rounded', 'exact', 'exact', 'exact'],
  nodes: ['binary64', 'binary32', 'binary32'],
  bias: { value: -0, enters: 'end' },
  flush: { inputs: true, products: true, sums: true },
};

test.each([
  [
    'two-roundings',
    'each exact product is added in binary64, and the sum is rounded to binary32; starting from +0; subnormals kept',
  ],
  ['fused', 'products fused into their additions; sums in binary32; starting from +0; subnormals kept'],
  ['rounded-products', 'products rounded to binary32; sums in binary32; starting from +0; subnormals kept'],
  ['wide', 'products exact; sums in binary64; the result rounded to binary32; starting from +0; subnormals kept'],
] as const)('%s arithmetic in words', (arithmetic, words) => {
  expect(describeArithmetic(uniformAccumulation(tree, arithmetic))).toBe(words);
});

test('counts are printed or left out, and a summary survives JSON', () => {
  const summary = summariseArithmetic(mixed);
  const rest = 'the result rounded to binary32; starting from +0; −0 added to the result; ';
  const fused = 'fused into their additions';
  const flushed = 'subnormal inputs, products and sums flushed to zero';
  expect(arithmeticText(JSON.parse(JSON.stringify(summary)))).toBe(
    `products ${fused}, except for 1 rounded to binary32; sums in binary32 (2), in binary64 (1); ${rest}${flushed}`,
  );
  expect(arithmeticText(summary, { counts: false })).toBe(
    `some products ${fused}, some rounded to binary32; sums in binary32, in binary64; ${rest}${flushed}`,
  );
});

test('a tree without a scheme is described by its form, without numbers that change with the shape', () => {
  expect(
    describeTree(
      {
        n: 3,
        children: [
          [1, 2],
          [0, 3],
        ],
      },
      undefined,
    ),
  ).toBe('one after another, in another order');
  expect(
    describeTree(
      {
        n: 5,
        children: [
          [0, 1],
          [2, 3, 4],
          [5, 6],
        ],
      },
      undefined,
    ),
  ).toBe('no named pattern, additions of up to 3 terms');
});

test('both forms of a random tree are converted into each other and have one height', () => {
  const rng = randomOf(4);
  for (let run = 0; run < 200; run += 1) {
    const flat = randomFlatTree(rng, 1 + rng.below(40), 4);
    const nested = summationTreeOf(flat);
    expect(treeKey(flatTreeOf(nested, flat.n))).toBe(treeKey(flat));
    expect(heightOf(flat)).toBe(height(nested));
  }
});
