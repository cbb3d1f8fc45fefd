import { expect, test } from 'vitest';
import { noFlush, uniformAccumulation } from '../sums/accumulation.ts';
import { lanesTree, pairwiseTree, sequentialTree } from '../sums/schemes.ts';
import { treeBound, treeBoundText } from './tree-bound.ts';

const text = (...of: Parameters<typeof uniformAccumulation>): string =>
  treeBoundText(treeBound(uniformAccumulation(...of)));

test('the roundings on the longest path, by hand', () => {
  expect(text(sequentialTree(27), 'rounded-products')).toBe(
    'your tree, n = 27: |error| ≤ 27 u·Σ|x·y|, to first order, u = 2^-24 (dot-height)',
  );
  // Four lanes of seven terms, two levels that join them: 7 + 2.
  expect(text(lanesTree(28, 4), 'fused')).toContain('|error| ≤ 9 u·Σ|x·y|');
  expect(text(pairwiseTree(27, 'first'), 'rounded-products')).toContain('|error| ≤ 6 u·Σ|x·y|');
  expect(text(sequentialTree(1), 'rounded-products')).toContain('|error| ≤ u·Σ|x·y|');
  expect(text(sequentialTree(27), 'wide')).toContain('|error| ≤ u·|Σx·y| + 26·2^-53·Σ|x·y|');
  expect(text(sequentialTree(27), 'rounded-products-wide')).toContain('u·|Σx·y| + u·Σ|x·y| + 26·2^-53·Σ|x·y|');
  expect(text(sequentialTree(27), 'binary64')).toBe(
    'your tree, n = 27: |error| ≤ 26·2^-53·Σ|x·y|, to first order (dot-height)',
  );
});

test('flushing is added, and no bound is claimed for other formats', () => {
  const accumulation = uniformAccumulation(sequentialTree(3), 'rounded-products');
  const flush = { ...noFlush, sums: true };
  expect(treeBound({ ...accumulation, flush })!.formula).toBe('|error| ≤ 3 u·Σ|x·y| + 12·2^-126 flushed');
  const narrow = { ...accumulation, inputs: { bits: 11, rounding: 'nearest-even' } as const };
  expect(treeBoundText(treeBound(narrow))).toBe('none is proven for this arithmetic');
});
