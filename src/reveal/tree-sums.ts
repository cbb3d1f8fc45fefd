import type { FlatTree } from './flat-tree.ts';

/**
 * The sum of `values` on a tree of two-term additions, each rounded to nearest-even binary32. `Math.fround` of the
 * binary64 sum is correct: 53 ≥ 2 · 24 + 2, so rounding to 53 bits and then to 24 equals rounding once (Figueroa 1995).
 * ±0, subnormals, ±∞ and NaN behave as in IEEE 754. `work` is scratch space of at least 2n − 1 numbers.
 */
export function sumInBinary32(
  tree: FlatTree,
  values: Float32Array,
  start = 0,
  work: Float64Array = new Float64Array(2 * tree.n),
): number {
  const { n } = tree;
  const pairs = pairsOf(tree);
  for (let leaf = 0; leaf < n; leaf += 1) work[leaf] = values[start + leaf]!;
  for (let k = 0; k < n - 1; k += 1) work[n + k] = Math.fround(work[pairs[2 * k]!]! + work[pairs[2 * k + 1]!]!);
  return work[2 * n - 2]!;
}

const pairsByTree = new WeakMap<FlatTree, Int32Array>();

/** The children of a binary tree in one flat array, made once for each tree. */
function pairsOf(tree: FlatTree): Int32Array {
  const known = pairsByTree.get(tree);
  if (known !== undefined) return known;
  const pairs = new Int32Array(2 * tree.children.length);
  for (let k = 0; k < tree.children.length; k += 1) {
    const [a, b] = tree.children[k]!;
    pairs[2 * k] = a!;
    pairs[2 * k + 1] = b!;
  }
  pairsByTree.set(tree, pairs);
  return pairs;
}

/**
 * The sums of `count` vectors of masks and units on any tree. Numbers are ±2^100, or whole with a sum below 2^24. A
 * wide addition drops units beside a mask, like a two-term one. `values[leaf * count + i]` belongs to vector i. `work`
 * is scratch space of (2n − 1) · count numbers.
 */
export function sumsOfMasks(tree: FlatTree, values: Float32Array, count: number, work: Float64Array): Float64Array {
  const { n, children } = tree;
  work.set(values);
  children.forEach((list, k) => {
    const sum = (n + k) * count;
    if (list.length === 2) addTwo(work, list[0]! * count, list[1]! * count, sum, count);
    else addMany(work, list, sum, count);
  });
  const root = (n + children.length - 1) * count;
  return work.slice(root, root + count);
}

function addTwo(work: Float64Array, a: number, b: number, sum: number, count: number): void {
  for (let i = 0; i < count; i += 1) work[sum + i] = Math.fround(work[a + i]! + work[b + i]!);
}

function addMany(work: Float64Array, list: readonly number[], sum: number, count: number): void {
  for (let i = 0; i < count; i += 1) {
    const terms = list.map((child) => work[child * count + i]!);
    const most = terms.reduce((largest, term) => Math.max(largest, Math.abs(term)), 0);
    work[sum + i] = terms.reduce((total, term) => (Math.abs(term) < most * 2 ** -30 ? total : total + term), 0);
  }
}
