import { fusedSum } from '../boxes.test-support.ts';
import { type FlatTree, isBinary, treeKey } from '../flat-tree.ts';
import { sumInBinary32 } from '../sum-in-binary32.ts';
import { accepts, type Certificate } from './certificate.ts';
import { spernerCertificate } from './sperner-certificate.ts';
import { windowCertificate } from './window-certificate.ts';

export type Nested = number | readonly Nested[];

/** All trees on the leaves 0 … n − 1 with additions of two or more terms: the last leaf joins an edge or a node. */
export function allTrees(n: number): Nested[] {
  if (n === 1) return [0];
  const leaf = n - 1;
  const insert = (tree: Nested): Nested[] => [
    [tree, leaf],
    ...(typeof tree === 'number' ? [] : [[...tree, leaf]]),
    ...(typeof tree === 'number' ? [] : tree.flatMap((child, k) => insert(child).map((other) => tree.with(k, other)))),
  ];
  return allTrees(n - 1).flatMap(insert);
}

export function flat(tree: Nested, n: number): FlatTree {
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

/** The keys of all trees of n terms that a certificate accepts. */
export function acceptedKeys(trees: readonly FlatTree[], certificate: Certificate): readonly string[] {
  return trees.filter((other) => accepts(certificate, answers(other, certificate))).map(treeKey);
}

export const certificateKinds: readonly (readonly [string, (tree: FlatTree) => Certificate])[] = [
  ['windows', (tree) => windowCertificate(tree, tree.n)!],
  ['sperner', spernerCertificate],
];
