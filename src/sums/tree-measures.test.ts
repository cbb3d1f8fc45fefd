import { expect, test } from 'vitest';
import { unitRoundoff32 as u } from '../float/format.ts';
import { type Arithmetic, uniformAccumulation } from './accumulation.ts';
import { blockedTree, lanesTree, numpyPairwiseTree, pairwiseTree, reversedTree, sequentialTree } from './schemes.ts';
import { foldTree, type SummationTree } from './tree.ts';
import { height, roundingCount, treeExcess, treeNumber } from './tree-measures.ts';

const sizes = [1, 2, 3, 7, 8, 9, 15, 16, 25, 27, 121, 127, 128, 129, 1000];
const narrow = (tree: SummationTree, arithmetic: Arithmetic): number =>
  roundingCount(uniformAccumulation(tree, arithmetic)).narrow;

const termsOf = (tree: SummationTree): number[] => {
  const terms: number[] = [];
  foldTree(
    tree,
    (term) => terms.push(term),
    () => 0,
  );
  return terms;
};

test('heights have their closed forms', () => {
  for (const n of sizes) {
    expect(height(sequentialTree(n))).toBe(n - 1);
    expect(height(reversedTree(n))).toBe(n - 1);
    for (const larger of ['first', 'second'] as const)
      expect(height(pairwiseTree(n, larger))).toBe(Math.ceil(Math.log2(n)));
    for (const lanes of [4, 8, 16]) {
      const expected = n < lanes ? n - 1 : Math.floor(n / lanes) - 1 + Math.log2(lanes) + (n % lanes);
      expect(height(lanesTree(n, lanes))).toBe(expected);
    }
    expect(height(blockedTree(n, 5))).toBeLessThanOrEqual(4 + Math.ceil(n / 5) - 1);
  }
});

test.each([
  [2, 2],
  [3, 3],
  [9, 5],
  [25, 7],
  [27, 9],
  [121, 19],
  [127, 25],
  [128, 19],
  [1000, 22],
])('in NumPy’s scheme, %d rounded products pass through at most %d roundings', (n, roundings) => {
  expect(narrow(numpyPairwiseTree(n), 'rounded-products')).toBe(roundings);
});

test('rounding counts of the sequential scheme in every arithmetic', () => {
  for (const n of sizes) {
    const counts = (arithmetic: Arithmetic): unknown =>
      roundingCount(uniformAccumulation(sequentialTree(n), arithmetic));
    expect(counts('rounded-products')).toEqual({ narrow: n, wide: 0 });
    expect(counts('fused')).toEqual({ narrow: n, wide: 0 });
    expect(counts('wide')).toEqual({ narrow: 1, wide: n - 1 });
    expect(counts('rounded-products-wide')).toEqual({ narrow: n === 1 ? 1 : 2, wide: n - 1 });
    expect(counts('binary64')).toEqual({ narrow: 0, wide: n - 1 });
  }
});

test('every scheme adds every term once', () => {
  const schemes = [
    sequentialTree,
    reversedTree,
    numpyPairwiseTree,
    (n: number) => pairwiseTree(n, 'first'),
    (n: number) => lanesTree(n, 8),
    (n: number) => blockedTree(n, 8),
  ];
  for (const scheme of schemes)
    for (const n of sizes)
      expect(termsOf(scheme(n)).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, t) => t));
});

test('tree numbers have their closed forms', () => {
  for (const n of sizes) {
    expect(treeExcess(uniformAccumulation(sequentialTree(n), 'rounded-products'))).toBeCloseTo(
      u + (n - 1) * u * (1 + u),
      20,
    );
    expect(treeNumber(uniformAccumulation(sequentialTree(n), 'fused'))).toBe(1 + n * u);
    expect(treeExcess(uniformAccumulation(sequentialTree(n), 'wide'))).toBe(u + (n - 1) * 2 ** -53);
  }
  for (const h of [0, 1, 2, 5, 10]) {
    const perfect = uniformAccumulation(pairwiseTree(2 ** h, 'first'), 'rounded-products');
    expect(treeNumber(perfect)).toBe((1 + u) ** (h + 1));
  }
});
