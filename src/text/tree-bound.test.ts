import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import { revealSubject } from '../reveal/convolution/reveal-subject.ts';
import { forward, subjectOf } from '../reveal/convolution/subjects.test-support.ts';
import { describeArithmetic } from '../reveal/describe.ts';
import { type Accumulation, noFlush, uniformAccumulation } from '../sums/accumulation.ts';
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

test('of numbers no product rounds, and the words do not speak of products', () => {
  const of = (...[tree, arithmetic]: Parameters<typeof uniformAccumulation>): Accumulation => ({
    ...uniformAccumulation(tree, arithmetic),
    leaves: 'numbers',
  });
  const loop = of(sequentialTree(16), 'rounded-products');
  expect(treeBound(loop)!.formula).toBe('|error| ≤ 15 u·Σ|x|');
  expect(treeBound({ ...of(sequentialTree(16), 'fused'), start: 'positive-zero' })!.formula).toBe(
    '|error| ≤ 15 u·Σ|x|',
  );
  expect(treeBound(of(sequentialTree(16), 'rounded-products-wide'))!.formula).toBe('|error| ≤ u·|Σx| + 15·2^-53·Σ|x|');
  expect(describeArithmetic(loop)).toBe('sums in binary32; starting from +0; subnormals kept');
});

test('a revealed sum is one of numbers', async () => {
  const shape = convShape('1x8*1x8');
  const sum = subjectOf(({ images, count }) => {
    const outputs = Float32Array.from({ length: count }, (_, k) => forward([...images.subarray(8 * k, 8 * k + 8)]));
    return { kind: 'value', format: 'binary32', outputs };
  });
  const { groups } = await revealSubject({ ...sum, operation: 'sum' }, shape, { replays: 16 });
  const [revelation] = groups.map((group) => group.revelation);
  expect(revelation?.explained && treeBound(revelation.accumulation)!.formula).toBe('|error| ≤ 7 u·Σ|x|');
});
