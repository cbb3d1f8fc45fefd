import { cladeHashes, type FlatTree, firstLeavesOf, parentsOf } from './flat-tree.ts';

/**
 * A vector on which two different trees have different sums: v is a node of one whose leaves are no clade of the other.
 * Masks ±2^100 on leaves a and b of two of v's children, and the unit 1 on a leaf that lies under the common ancestor of a
 * and b in one tree and not in the other: the sums are 0 and 1. Undefined if the trees are equal.
 */
export function separatingVector(one: FlatTree, other: FlatTree): Float32Array | undefined {
  // Where additions of several terms are divided further, one has no clade of its own.
  return ownClade(one, other) ?? ownClade(other, one);
}

function ownClade(one: FlatTree, other: FlatTree): Float32Array | undefined {
  const { n } = one;
  const clades = new Set(cladeHashes(other));
  const hashes = cladeHashes(one);
  const k = one.children.findIndex((_, index) => !clades.has(hashes[n + index]!));
  if (k < 0) return undefined;
  const first = firstLeavesOf(one);
  const [a, b] = [first[one.children[k]![0]!]!, first[one.children[k]![1]!]!];
  const under = leavesUnder(one, n + k);
  const underOther = leavesUnder(other, commonAncestor(other, a, b));
  for (let leaf = 0; leaf < n; leaf += 1) {
    if (leaf === a || leaf === b || under[leaf] === underOther[leaf]) continue;
    const vector = new Float32Array(n);
    vector[a] = 2 ** 100;
    vector[b] = -(2 ** 100);
    vector[leaf] = 1;
    return vector;
  }
  return undefined;
}

function commonAncestor(tree: FlatTree, a: number, b: number): number {
  const parents = parentsOf(tree);
  const above = new Set<number>();
  for (let id = a; id >= 0; id = parents[id]!) above.add(id);
  let id = b;
  while (!above.has(id)) id = parents[id]!;
  return id;
}

/** By leaf, 1 if it is under the node. */
function leavesUnder({ n, children }: FlatTree, id: number): Uint8Array {
  const under = new Uint8Array(n + children.length);
  under[id] = 1;
  for (let k = id - n; k >= 0; k -= 1) if (under[n + k] === 1) for (const child of children[k]!) under[child] = 1;
  return under.subarray(0, n);
}
