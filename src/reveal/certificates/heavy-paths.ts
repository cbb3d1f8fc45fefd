import { type FlatTree, parentsOf, sizesOf } from '../flat-tree.ts';

/**
 * The inner nodes of a binary tree, the root excepted, cut into paths from the bottom up: every node goes on to its
 * larger child. A path starts at a leaf; each of its nodes adds one *hanging* clade to what is below.
 * `hanging[k]` is the clade that the node `nodes[k]` adds; `above` is the clade that the topmost node's parent adds.
 */
export interface HeavyPath {
  readonly nodes: readonly number[];
  readonly bottom: number;
  readonly hanging: readonly number[];
  readonly above: number;
}

export function heavyPaths(tree: FlatTree): HeavyPath[] {
  const { n, children } = tree;
  const sizes = sizesOf(tree);
  const parents = parentsOf(tree);
  const root = n + children.length - 1;
  const heavy = (id: number): readonly [number, number] => {
    const [a, b] = children[id - n]! as [number, number];
    return sizes[a]! >= sizes[b]! ? [a, b] : [b, a];
  };
  const paths: HeavyPath[] = [];
  for (let id = root; id >= n; id -= 1) {
    if (id !== root && heavy(parents[id]!)[0] === id) continue;
    const nodes: number[] = [];
    const hanging: number[] = [];
    let below = id;
    while (below >= n) {
      const [larger, smaller] = heavy(below);
      nodes.push(below);
      hanging.push(smaller);
      below = larger;
    }
    nodes.reverse();
    hanging.reverse();
    if (id === root) nodes.pop();
    const above =
      id === root ? hanging.pop()! : heavy(parents[id]!)[0] === id ? heavy(parents[id]!)[1] : heavy(parents[id]!)[0];
    if (nodes.length > 0) paths.push({ nodes, bottom: below, hanging, above });
  }
  return paths;
}
