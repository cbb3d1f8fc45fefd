import { expect } from 'vitest';
import { fusedSum } from '../black-boxes.test-support.ts';
import type { FlatTree } from '../flat-tree.ts';
import { smallestCertificate } from './smallest-certificate.ts';
import { type Certificate, spernerCertificate } from './sperner-certificate.ts';
import { windowCertificate } from './window-certificate.ts';

export type NestedTree = number | readonly NestedTree[];

/**
 * All trees on the leaves 0 … n − 1 with additions of two or more terms: the last leaf joins an edge or an addition.
 */
export function everyTree(n: number): NestedTree[] {
  if (n === 1) return [0];
  const leaf = n - 1;
  const insert = (tree: NestedTree): NestedTree[] => [
    [tree, leaf],
    ...(typeof tree === 'number' ? [] : [[...tree, leaf]]),
    ...(typeof tree === 'number' ? [] : tree.flatMap((child, k) => insert(child).map((other) => tree.with(k, other)))),
  ];
  return everyTree(n - 1).flatMap(insert);
}

export function flatTree(tree: NestedTree, n: number): FlatTree {
  const children: number[][] = [];
  const walk = (node: NestedTree): number => (typeof node === 'number' ? node : n - 1 + children.push(node.map(walk)));
  walk(tree);
  return { n, children };
}

/** The sum on any tree: two terms round to nearest, more are fused with two guard bits. */
function sumOn({ n, children }: FlatTree, terms: Float32Array, start: number, values: Float64Array): number {
  for (let leaf = 0; leaf < n; leaf += 1) values[leaf] = terms[start + leaf]!;
  for (let k = 0; k < children.length; k += 1) {
    const list = children[k]!;
    values[n + k] =
      list.length === 2
        ? Math.fround(values[list[0]!]! + values[list[1]!]!)
        : fusedSum(
            list.map((child) => values[child]!),
            2,
            'cut',
          );
  }
  return values[n + children.length - 1]!;
}

/** The trees that a certificate accepts. A tree is dropped at its first wrong answer. */
export function accepted(trees: readonly FlatTree[], { lefts, expected }: Certificate): readonly FlatTree[] {
  const values = new Float64Array(16);
  return trees.filter((tree) =>
    expected.every((value, call) => Object.is(sumOn(tree, lefts, call * tree.n, values), value)),
  );
}

/** The certificates of all binary trees, and of all trees. */
export const binaryKinds: readonly (readonly [string, (tree: FlatTree) => Certificate])[] = [
  ['windows', (tree) => windowCertificate(tree, tree.n)!],
  ['sperner', spernerCertificate],
];
export const wideKinds: readonly (readonly [string, (tree: FlatTree) => Certificate])[] = [
  ['pairs', (tree) => smallestCertificate(tree, true)],
  ['parity', (tree) => smallestCertificate(tree, false)],
];

/** Only this tree was accepted. This is a plain comparison, because it is made thousands of times. */
export function expectOnly(tree: FlatTree, trees: readonly FlatTree[]): void {
  if (trees.length !== 1 || trees[0] !== tree)
    expect.fail(`${JSON.stringify(tree)}: accepted ${JSON.stringify(trees)}`);
}
