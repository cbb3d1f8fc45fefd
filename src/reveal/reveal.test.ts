import { expect, test } from 'vitest';
import { repeats } from '../repeats.test-support.ts';
import { type Accumulation, noFlush, uniformAccumulation } from '../sums/accumulation.ts';
import { sequentialTree } from '../sums/schemes.ts';
import { parseTree } from '../sums/tree-text.ts';
import { describeTree } from './describe.ts';
import { accumulationBlackBox } from './features/random-accumulation.test-support.ts';
import { modelOf } from './model.ts';
import { reveal } from './reveal.ts';
import { revealRandomTrees } from './reveal-random-trees.test-support.ts';

test('random trees with random arithmetic in every leaf and addition are revealed', async () => {
  await revealRandomTrees(11, repeats(200, 30), 64, 2);
});

test('random trees with additions of up to five terms are revealed', async () => {
  await revealRandomTrees(12, repeats(100, 20), 32, 5);
});

/** Only (1 − 2^-24) 2^-126 distinguishes them. */
test('an exact first product differs from a rounded one if sums are flushed and the end hides signs', async () => {
  const tree = parseTree('(0+1)+(2+3)');
  const common = { tree, nodes: new Array(3).fill('binary32'), start: 'positive-zero', result: 'binary32' } as const;
  const products = ['rounded', 'exact', 'exact', 'rounded'] as const;
  const truth: Accumulation = {
    ...{ ...common, products, flush: { ...noFlush, sums: true } },
    bias: { value: 0, enters: 'end' },
  };
  const revealed = await reveal(accumulationBlackBox(truth), 4, { replays: 200 });
  if (!revealed.explained) expect.fail(revealed.because);
  const input = [Float32Array.of(0, 0, 1 - 2 ** -24, 0), new Float32Array(4).fill(2 ** -126), 4, 1] as const;
  expect(modelOf(revealed.accumulation)(...input)).toEqual(modelOf(truth)(...input));
});

test('the sign of a flushed sum shows a tail that starts with a +0 of its own', async () => {
  const tree = parseTree('(((0+2)+4)+((1+3)+5))+6');
  const nodes = new Array(6).fill('binary32');
  const products = new Array(7).fill('rounded');
  const common = { tree, nodes, products, start: 'positive-zero', result: 'binary32' } as const;
  for (const ownStart of [[], [6], [4]]) {
    const truth = { ...common, ownStart, flush: { ...noFlush, products: true, sums: true } };
    const revealed = await reveal(accumulationBlackBox(truth), 7, { replays: 20_000 });
    expect(revealed.explained && (revealed.accumulation.ownStart ?? [])).toEqual(ownStart);
  }
});

test.each([
  ['sequential, fused', '(((0+1)+2)+3)+4', 'exact', noFlush],
  ['two fused lanes', '(((0+2)+4)+6)+(((1+3)+5)+7)', 'exact', noFlush],
  ['sequential, flushed', '(((0+1)+2)+3)+4', 'rounded', { inputs: true, products: true, sums: true }],
  ['pairwise, flushed', '((0+1)+(2+3))+((4+5)+(6+7))', 'rounded', { inputs: false, products: true, sums: true }],
] as const)(
  '%s: a result that is added to +0 is distinguished from one that is not',
  async (_, text, product, flush) => {
    const tree = parseTree(text);
    const n = text.replaceAll(/\D+/g, ' ').trim().split(' ').length;
    for (const bias of [{ value: 0, enters: 'end' }, undefined] as const) {
      const common = { tree, nodes: new Array(n - 1).fill('binary32'), products: new Array(n).fill(product) };
      const truth: Accumulation = {
        ...common,
        start: 'positive-zero',
        flush,
        result: 'binary32',
        ...(bias && { bias }),
      };
      const revealed = await reveal(accumulationBlackBox(truth), n, { replays: 2000 });
      if (!revealed.explained) expect.fail(revealed.because);
      expect(revealed.accumulation.bias).toEqual(bias);
    }
  },
);

test.each([8, 11])('inputs narrowed to %i bits are recognised, rounded or truncated', async (bits) => {
  const tree = parseTree('(((0+2)+4)+((1+3)+5))+6');
  for (const product of ['rounded', 'exact'] as const)
    for (const rounding of ['nearest-even', 'toward-zero'] as const) {
      const arithmetic = {
        nodes: new Array(6).fill('binary32'),
        products: new Array(7).fill(product),
        flush: noFlush,
      };
      const truth = {
        tree,
        ...arithmetic,
        start: 'first-product',
        result: 'binary32',
        inputs: { bits, rounding },
      } as const;
      const revealed = await reveal(accumulationBlackBox(truth), 7, { replays: 5000 });
      if (!revealed.explained) expect.fail(`${product}, ${rounding}: ${revealed.because}`);
      expect(revealed.accumulation.inputs).toEqual({ bits, rounding });
    }
});

test.each([
  ['bfloat16 inputs', { inputs: { bits: 8, rounding: 'nearest-even' } }],
  ['bfloat16 inputs, flushed', { inputs: { bits: 8, rounding: 'nearest-even' }, flush: { ...noFlush, inputs: true } }],
  ['TF32 inputs', { inputs: { bits: 11, rounding: 'toward-zero' } }],
  ['every rounding downward', { rounding: 'down' }],
] as const)('a sequential sum is called so, whatever its arithmetic: %s', async (_, more) => {
  const truth: Accumulation = { ...uniformAccumulation(sequentialTree(9), 'rounded-products'), ...more };
  const revealed = await reveal(accumulationBlackBox(truth), 9, { replays: 100 });
  if (!revealed.explained) expect.fail(revealed.because);
  expect(describeTree(revealed.tree, revealed.scheme)).toBe('sequential');
});
