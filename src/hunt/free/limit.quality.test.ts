import { expect, test } from 'vitest';
import { bfloat16 } from '../../float/format.ts';
import { repeats } from '../../repeats.test-support.ts';
import { type Accumulation, noFlush } from '../../sums/accumulation.ts';
import { foldTree, type SummationTree } from '../../sums/tree.ts';
import { allShapes, largestExcess, type Products, type Shape } from './largest-error.test-support.ts';
import { freeLimit } from './limit.ts';

/** The shape as an accumulation in a format of p bits. */
function accumulationOf(shape: Shape, products: Products, precision: number): Accumulation {
  let terms = 0;
  const treeOf = (shape: Shape): SummationTree =>
    shape === 'leaf' ? { kind: 'term', term: terms++ } : { kind: 'add', children: shape.map(treeOf) };
  const tree = treeOf(shape);
  const to = { ...bfloat16, precision };
  const nodes = foldTree(
    tree,
    () => 0,
    (counts) => 1 + counts.reduce((a, b) => a + b),
  ); // additions
  return {
    tree,
    products: Array.from({ length: terms }, () => (products === 'rounded' ? 'rounded' : 'exact')),
    nodes: Array.from({ length: nodes }, () => ({ to })),
    start: products === 'numbers' ? 'first-product' : 'positive-zero',
    productFormat: to,
    flush: noFlush,
    result: 'binary32',
  };
}

const small = [
  ['numbers', 2, repeats(6, 5)],
  ['numbers', 3, repeats(6, 5)],
  ['numbers', 4, repeats(4, 3)],
  ['rounded', 2, repeats(6, 5)],
  ['rounded', 3, repeats(6, 5)],
  ['rounded', 4, repeats(4, 3)],
  ['fused', 2, repeats(6, 5)],
  ['fused', 3, repeats(6, 5)],
  ['fused', 4, repeats(4, 3)],
] as const;

test.each(small)('no input exceeds the limit: %s, p = %i, all trees up to %i terms', (products, precision, most) => {
  const format = { precision, binades: 3 * precision + 3 };
  for (let n = 2; n <= most; n += 1) {
    for (const shape of allShapes(n)) {
      const { value, attained } = freeLimit(accumulationOf(shape, products, precision));
      expect(largestExcess(shape, products, format, value * 2 ** -24)).toBeLessThan(0);
      expect(largestExcess(shape, products, format, attained * 2 ** -24 * 0.98)).toBeGreaterThan(0);
    }
  }
});

test('sums of numbers do not exceed 1 − 1/E, but some sums of products do, by a relative u', () => {
  const exceeds = (shape: Shape, products: Products, factor: number): boolean => {
    const { attained } = freeLimit(accumulationOf(shape, products, 4));
    return largestExcess(shape, products, { precision: 4, binades: 12 }, attained * 2 ** -24 * factor) > 0;
  };
  // 2^-40 is more than this process loses in binary64.
  for (let n = 2; n <= repeats(5, 4); n += 1)
    for (const shape of allShapes(n)) expect(exceeds(shape, 'numbers', 1 + 2 ** -40)).toBe(false);
  const [a, b] = [allShapes(2)[0]!, allShapes(2)[0]!];
  expect(exceeds([a, b], 'fused', 1 + 2 ** -40)).toBe(true);
  expect(exceeds([a, b], 'fused', 1 + 2 ** -4)).toBe(false);
});
