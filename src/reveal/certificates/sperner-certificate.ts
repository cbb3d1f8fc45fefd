import { type FlatTree, firstLeavesOf, nodesByHeight, sizesOf } from '../flat-tree.ts';
import type { Entry } from '../oracle.ts';

/** Vectors (right factors are 1) with the sums that only one tree gives. All are asked in one round of the oracle. */
export interface Certificate {
  readonly kind: 'windows' | 'sperner' | 'parity';
  readonly lefts: Float32Array;
  readonly expected: Float64Array;
}

/** One vector of a certificate, and its expected sum. */
export interface CertificateCall {
  readonly entries: readonly Entry[];
  readonly expected: number;
}

/** Whether the answers are exactly those that the tree gives. */
export function certifies({ expected }: Certificate, answers: Float64Array): boolean {
  return expected.length === answers.length && expected.every((value, index) => value === answers[index]);
}

/**
 * A certificate with a single size of masks, for any format and any number of children. A leaf has height 0, a node one
 * more than its highest child. For each height let V be its nodes without the root. Take the least r with C(r, ⌈r/2⌉) ≥
 * |V|. Give each node of V a different set of ⌈r/2⌉ of r calls, so that no set contains another (Sperner 1928). In the
 * calls of its set, a node v of w children is masked: (w − 1) M on one leaf of its first child, −M on one leaf of each
 * other child, 0 on its other leaves. All leaves that are not under a masked node have 1. The expected answer is the
 * number of ones.
 *
 * A *clade* is the set of leaves under one node. Proof that the leaves of every node of T are a clade of a black box T'
 * with these answers: Masks add exactly; they sum to 0 over all children of v, but over no proper part of them. A mask
 * that has not cancelled yet is *live*. A 1 that is added to a live mask is lost: up to 2^24 ones are below half an ulp
 * of M = 2^100 in binary32, binary64 and 64-bit significands. All other ones are kept exactly. No term but masks is
 * negative, so the answer is right only if no 1 is lost.
 *
 * Use induction over heights: let the children C1, … of v already be clades of T' (leaves are), and let N be their
 * lowest common ancestor in T'. Every child of N holds none of the Ci, or some but not all of them, each entire. At
 * least two children of N hold some, with a live mask. Assume a 1 on a leaf that is under N and outside v. It would be
 * added to a live mask at N, or before N in a child of N that holds a Ci. So N holds no such 1 in any call that masks
 * v. A leaf outside v is either under another node of V, and some call masks v and not that node, or it is under no
 * node of V. In both cases some call that masks v puts a 1 on it. So N holds only the leaves of v. In a binary tree,
 * clades and nodes are the same.
 *
 * Calls: the sum over heights of 1 where |V| = 1, and otherwise of about log2 |V| + 2. That is n − 2 for a chain, and
 * 107 for a balanced tree of 8,192. An addition of three or more terms that keeps small terms beside a large one can
 * pass this certificate with another tree; exact-additions.ts finds such additions.
 */
export function spernerCertificate(tree: FlatTree): Certificate {
  const { n, children } = tree;
  const first = firstLeavesOf(tree);
  const expected = new Float64Array(spernerCalls(tree)).fill(n);
  const lefts = new Float32Array(expected.length * n).fill(1);
  const { order, start } = leavesInOrder(tree);
  const sizes = sizesOf(tree);
  let offset = 0;
  for (const nodes of cladesByHeight(tree)) {
    const calls = spernerCallsFor(nodes.length);
    const subsets = subsetsOf(calls, nodes.length);
    nodes.forEach((id, index) => {
      const [firstChild, ...others] = children[id - n]!;
      for (const number of subsets[index]!) {
        const call = offset + number;
        for (let k = start[id]!; k < start[id]! + sizes[id]!; k += 1) lefts[call * n + order[k]!] = 0;
        lefts[call * n + first[firstChild!]!] = others.length * spernerMask;
        for (const other of others) lefts[call * n + first[other]!] = -spernerMask;
        expected[call]! -= sizes[id]!;
      }
    });
    offset += calls;
  }
  return { kind: 'sperner', lefts, expected };
}

export const spernerMask: number = 2 ** 100;

/** How many calls the certificate takes. */
export function spernerCalls(tree: FlatTree): number {
  return cladesByHeight(tree).reduce((sum, nodes) => sum + spernerCallsFor(nodes.length), 0);
}

/** The inner nodes by height, without the root. */
function cladesByHeight(tree: FlatTree): readonly (readonly number[])[] {
  return nodesByHeight(tree).slice(0, -1);
}

/** How many calls give each of so many nodes of one height a different set of half of them. */
function spernerCallsFor(nodes: number): number {
  let calls = 1;
  while (binomial(calls, Math.ceil(calls / 2)) < nodes) calls += 1;
  return calls;
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i += 1) result = (result * (n - k + i)) / i;
  return result;
}

/** The first `count` subsets of ⌈calls/2⌉ of 0 … calls − 1, in lexicographic order. */
function subsetsOf(calls: number, count: number): number[][] {
  const size = Math.ceil(calls / 2);
  const subset = Array.from({ length: size }, (_, k) => k);
  const subsets = [[...subset]];
  while (subsets.length < count) {
    let k = size - 1;
    while (subset[k] === calls - size + k) k -= 1;
    subset[k]! += 1;
    for (let next = k + 1; next < size; next += 1) subset[next] = subset[next - 1]! + 1;
    subsets.push([...subset]);
  }
  return subsets;
}

/** All leaves in the order of a traversal, and where the leaves of each node start there. */
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
