import { type FlatTree, parentsOf, sizesOf } from '../flat-tree.ts';

/**
 * The inner nodes of a binary tree, without the root, cut into heavy paths from the bottom up: every node belongs to
 * the path of its larger child. A path starts at the leaf `bottom`; `nodes[k]` adds the clade `hanging[k]` to what is
 * below. `above` is the clade that the parent of the topmost node adds.
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

/**
 * Sums of sparse vectors on a binary tree in binary32. Zeros change nothing, so only the common ancestors of
 * neighbouring nonzero leaves are visited. k terms cost k log k steps instead of n, times the cost of an ancestor.
 * Ancestors are found by heavy paths: at most log2 n of them lead to the root.
 */
export interface SparseSums {
  /** The binary32 sum of values given by leaf. */
  sum(values: ReadonlyMap<number, number>): number;
  /** For each node, its first and last leaf in the order of its children. */
  readonly first: Int32Array;
  readonly last: Int32Array;
}

export function sparseSums(tree: FlatTree): SparseSums {
  const { n, children } = tree;
  const parents = parentsOf(tree);
  const sizes = sizesOf(tree);
  const count = n + children.length;
  const [head, depth, place] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const [first, last] = [new Int32Array(count), new Int32Array(count)];
  for (let leaf = 0; leaf < n; leaf += 1) first[leaf] = last[leaf] = leaf;
  children.forEach((pair, k) => {
    first[n + k] = first[pair[0]!]!;
    last[n + k] = last[pair.at(-1)!]!;
  });
  head[count - 1] = count - 1;
  for (let id = count - 1; id >= n; id -= 1) {
    const [a, b] = children[id - n] as readonly [number, number];
    const heavy = sizes[a]! >= sizes[b]! ? a : b;
    place[a] = place[id]!;
    place[b] = place[id]! + sizes[a]!;
    for (const child of [a, b]) {
      head[child] = child === heavy ? head[id]! : child;
      depth[child] = depth[id]! + 1;
    }
  }
  const ancestorDepth = (one: number, other: number): number => {
    let [a, b] = [one, other];
    while (head[a] !== head[b]) {
      if (depth[head[a]!]! >= depth[head[b]!]!) a = parents[head[a]!]!;
      else b = parents[head[b]!]!;
    }
    return Math.min(depth[a]!, depth[b]!);
  };
  const sum = (values: ReadonlyMap<number, number>): number => {
    const leaves = [...values.keys()].sort((a, b) => place[a]! - place[b]!);
    const [sums, joins]: [number[], number[]] = [[], []];
    const join = (): void => {
      const right = sums.pop()!;
      sums.push(Math.fround(sums.pop()! + right));
      joins.pop();
    };
    leaves.forEach((leaf, index) => {
      if (index > 0) {
        const meet = ancestorDepth(leaves[index - 1]!, leaf);
        while (joins.length > 0 && joins.at(-1)! > meet) join();
        joins.push(meet);
      }
      sums.push(values.get(leaf)!);
    });
    while (joins.length > 0) join();
    return sums[0] ?? 0;
  };
  return { sum, first, last };
}
