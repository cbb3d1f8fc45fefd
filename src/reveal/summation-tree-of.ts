import { foldTree, type SummationTree } from '../sums/tree.ts';
import { canonical, type FlatTree } from './flat-tree.ts';

/** The nested record of a flat tree, children in the order given; those of a node of terms alone by rank. */
export function summationTreeOf(tree: FlatTree, rank: (leaf: number) => number = () => 0): SummationTree {
  const { n, children } = tree;
  const nodes: SummationTree[] = Array.from({ length: n }, (_, term) => ({ kind: 'term', term }));
  for (const list of children) {
    const order = list.every((child) => child < n) ? [...list].sort((a, b) => rank(a) - rank(b)) : list;
    nodes.push({ kind: 'add', children: order.map((child) => nodes[child]!) });
  }
  return nodes.at(-1)!;
}

/** The flat form of a nested record, canonical. */
export function flatTreeOf(tree: SummationTree, n: number): FlatTree {
  const children: number[][] = [];
  foldTree<number>(
    tree,
    (term) => term,
    (ids) => n - 1 + children.push([...ids]),
  );
  return canonical({ n, children });
}
