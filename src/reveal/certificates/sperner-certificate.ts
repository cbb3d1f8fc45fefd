import { type FlatTree, firstLeavesOf, sizesOf } from '../flat-tree.ts';
import type { Certificate } from './certificate.ts';

/**
 * Certificate B: one mask size, any formats, fused nodes too. Let the height of a leaf be 0, of a node one more than the
 * largest of its children's. For every height h let V be the nodes of that height, the root excepted; take the least r
 * with C(r, ⌈r/2⌉) ≥ |V| and give every node of V a set of ⌈r/2⌉ of r calls, all different, so that none contains another
 * (Sperner, 1928). In a call of its set node v is masked: +M on one leaf of one child, −M on one leaf of the other,
 * 0 on the other leaves of v. All leaves under no masked node carry 1, and the answer must be the number of ones.
 *
 * Proof that a box T' with those answers has every node of T. Masks cancel exactly, a unit is killed or kept exactly (up
 * to 2^24 of them, below half an ulp of M = 2^100 in binary32, binary64 and 64-bit significands), and units are not
 * negative: the number is right only if no unit ever met a live mask. Induct over heights: let the children C1, C2 of v
 * be clades of T' (leaves are). C1 sums to +M in T', being a clade without units. Let X be all that the parent of C1
 * in T' adds to C1. As clades nest, X contains C2 or is disjoint from it. If X is not C2, it holds a leaf outside v. That leaf
 * is under another node of V, and some call masks v and not that one, or it is under no node of V: either way a call
 * that masks v lights it, and the unit meets C1's live mask, killed at that node if not before. So X = C2 and v is a clade
 * of T'. All clades but the root's are now known, hence the tree. A node with more terms than two would have made X larger.
 *
 * Calls: Σ over heights of about log2|V| + 2; n − 2 for a chain, 107 for a balanced tree of 8,192.
 * What can fool it: nodes that add three or more terms without loss below the largest; join-exact-additions.ts finds those.
 */
export function spernerCertificate(tree: FlatTree): Certificate {
  const { n, children } = tree;
  const first = firstLeavesOf(tree);
  const expected = new Float64Array(spernerCalls(tree)).fill(n);
  const lefts = new Float32Array(expected.length * n).fill(1);
  const { order, start } = leavesInOrder(tree);
  const sizes = sizesOf(tree);
  let offset = 0;
  for (const nodes of nodesByHeight(tree)) {
    const rows = spernerRows(nodes.length);
    const subsets = subsetsOf(rows, nodes.length);
    nodes.forEach((id, index) => {
      const [plus, minus] = children[id - n]!;
      for (const row of subsets[index]!) {
        const call = offset + row;
        for (let k = start[id]!; k < start[id]! + sizes[id]!; k += 1) lefts[call * n + order[k]!] = 0;
        lefts[call * n + first[plus!]!] = spernerMask;
        lefts[call * n + first[minus!]!] = -spernerMask;
        expected[call]! -= sizes[id]!;
      }
    });
    offset += rows;
  }
  return { kind: 'sperner', lefts, expected };
}

export const spernerMask: number = 2 ** 100;

/** How many calls the certificate takes. */
export function spernerCalls(tree: FlatTree): number {
  return nodesByHeight(tree).reduce((sum, nodes) => sum + spernerRows(nodes.length), 0);
}

/** Ids of the inner nodes by height from 1 up, without the root. */
function nodesByHeight({ n, children }: FlatTree): number[][] {
  const height = new Int32Array(n + children.length);
  const byHeight: number[][] = [];
  for (let k = 0; k < children.length - 1; k += 1) {
    const tall = children[k]!.reduce((most, child) => Math.max(most, height[child]!), 0);
    height[n + k] = tall + 1;
    byHeight[tall] ??= [];
    byHeight[tall].push(n + k);
  }
  return byHeight;
}

function spernerRows(nodes: number): number {
  let rows = 1;
  while (binomial(rows, Math.ceil(rows / 2)) < nodes) rows += 1;
  return rows;
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i += 1) result = (result * (n - k + i)) / i;
  return result;
}

/** The first `count` subsets of ⌈rows/2⌉ of 0 … rows − 1, in lexicographic order. */
function subsetsOf(rows: number, count: number): number[][] {
  const size = Math.ceil(rows / 2);
  const subset = Array.from({ length: size }, (_, k) => k);
  const subsets = [[...subset]];
  while (subsets.length < count) {
    let k = size - 1;
    while (subset[k] === rows - size + k) k -= 1;
    subset[k]! += 1;
    for (let next = k + 1; next < size; next += 1) subset[next] = subset[next - 1]! + 1;
    subsets.push([...subset]);
  }
  return subsets;
}

/** All leaves as a traversal meets them, and where each node's leaves start there. */
function leavesInOrder(tree: FlatTree): { order: Int32Array; start: Int32Array } {
  const { n, children } = tree;
  const sizes = sizesOf(tree);
  const start = new Int32Array(n + children.length);
  for (let k = children.length - 1; k >= 0; k -= 1) {
    let at = start[n + k]!;
    for (const child of children[k]!) {
      start[child] = at;
      at += sizes[child]!;
    }
  }
  const order = new Int32Array(n);
  for (let leaf = 0; leaf < n; leaf += 1) order[start[leaf]!] = leaf;
  return { order, start };
}
