import type { FlatTree } from './flat-tree.ts';

/**
 * The sum of `values` on a tree of two-term additions, each rounded to nearest-even binary32: what a guess of the tree
 * predicts. Computed by `Math.fround` of the binary64 sum, which is exact rounding: the sum of two binary32 numbers rounded
 * to 53 bits and then to 24 equals the sum rounded once, because 53 ≥ 2 · 24 + 2 (Figueroa, 1995). ±0, subnormals, ±∞
 * and NaN as in IEEE 754. `work` is scratch of at least 2n − 1 numbers, given by callers who sum often.
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

/** The children of a binary tree in one flat array, made once a tree. */
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
