import { type FlatTree, firstLeavesOf, parentsOf } from '../flat-tree.ts';
import type { Entry } from '../vectors.ts';

/** Where to put values so that they meet at a node: rep(z) is the smallest leaf under z. */
export interface Places {
  readonly rep: Int32Array;
  readonly children: (id: number) => readonly number[];
  readonly sibling: (id: number) => number | undefined;
}

export function placesOf(tree: FlatTree): Places {
  const parents = parentsOf(tree);
  const children = (id: number): readonly number[] => tree.children[id - tree.n]!;
  const sibling = (id: number): number | undefined =>
    parents[id]! < 0 ? undefined : children(parents[id]!).find((child) => child !== id);
  return { rep: firstLeavesOf(tree), children, sibling };
}

/** Values on two children of a node. */
export function two(at: Places, id: number, first: number, second: number): readonly Entry[] {
  const [a, b] = at.children(id) as [number, number];
  return [
    [at.rep[a]!, first, 1],
    [at.rep[b]!, second, 1],
  ];
}

/** A product on the sibling of a leaf or node; none if there is no sibling. */
export function beside(at: Places, id: number, left: number, right: number): readonly Entry[] {
  const sibling = at.sibling(id);
  return sibling === undefined ? [] : [[at.rep[sibling]!, left, right]];
}
