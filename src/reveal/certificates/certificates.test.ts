import { describe, expect, test } from 'vitest';
import { fusedSum } from '../boxes.test-support.ts';
import { type FlatTree, isBinary, treeKey } from '../flat-tree.ts';
import { sumInBinary32 } from '../sum-in-binary32.ts';
import { accepts, type Certificate } from './certificate.ts';
import { spernerCalls, spernerCertificate } from './sperner-certificate.ts';
import { windowCertificate } from './window-certificate.ts';

type Nested = number | readonly Nested[];

/** All trees on the leaves 0 … n − 1 with additions of two or more terms: the last leaf joins an edge or a node. */
function allTrees(n: number): Nested[] {
  if (n === 1) return [0];
  const leaf = n - 1;
  const insert = (tree: Nested): Nested[] => [
    [tree, leaf],
    ...(typeof tree === 'number' ? [] : [[...tree, leaf]]),
    ...(typeof tree === 'number' ? [] : tree.flatMap((child, k) => insert(child).map((other) => tree.with(k, other)))),
  ];
  return allTrees(n - 1).flatMap(insert);
}

function flat(tree: Nested, n: number): FlatTree {
  const children: number[][] = [];
  const walk = (node: Nested): number => (typeof node === 'number' ? node : n - 1 + children.push(node.map(walk)));
  walk(tree);
  return { n, children };
}

/** The sum on any tree: two terms round to nearest, more are fused with two guard bits. */
function sumOn(tree: FlatTree, terms: Float32Array): number {
  if (isBinary(tree)) return sumInBinary32(tree, terms);
  const values = [...terms];
  for (const list of tree.children) {
    const parts = list.map((child) => values[child]!);
    values.push(list.length === 2 ? Math.fround(parts[0]! + parts[1]!) : fusedSum(parts, 2, 'cut'));
  }
  return values.at(-1)!;
}

function answers(tree: FlatTree, { lefts, expected }: Certificate): Float64Array {
  return expected.map((_, call) => sumOn(tree, lefts.subarray(call * tree.n, (call + 1) * tree.n)));
}

describe.each([3, 4, 5])('all trees of %i terms against the certificates of all binary ones', (n) => {
  const trees = allTrees(n).map((tree) => flat(tree, n));
  test.each([
    ['windows', (tree: FlatTree) => windowCertificate(tree, n)!],
    ['sperner', spernerCertificate],
  ] as const)('%s: accepted is equal', (_, certificateOf) => {
    expect(new Set(trees.map(treeKey)).size).toBe(trees.length);
    for (const tree of trees.filter(isBinary)) {
      const certificate = certificateOf(tree);
      const accepted = trees.filter((other) => accepts(certificate, answers(other, certificate)));
      expect(accepted.map(treeKey)).toEqual([treeKey(tree)]);
    }
  });
});

test('there are 4, 26 and 236 trees of 3, 4 and 5 terms', () => {
  expect([3, 4, 5].map((n) => allTrees(n).length)).toEqual([4, 26, 236]);
});

test('a chain takes n − 2 calls of masks of one size and a thirty-second of that of windows', () => {
  const chain = flat(
    Array.from({ length: 99 }, (_, k) => k + 1).reduce<Nested>((tree, leaf) => [tree, leaf], 0),
    100,
  );
  expect(spernerCalls(chain)).toBe(98);
  expect(windowCertificate(chain, 98)!.expected.length).toBe(4);
});
