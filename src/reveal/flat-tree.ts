import type { SummationTree } from '../sums/tree.ts';
import { foldTree } from '../sums/tree.ts';

/**
 * A summation tree as a list of additions, the form in which probing works. Leaves are 0 … n − 1. The k-th addition has
 * the id n + k and adds the results of `children[k]`, all of smaller ids. The last addition is the root; for n = 1 the
 * root is leaf 0. `SummationTree` is the nested form, for printing and replaying; a list is better here, because
 * probing walks up from leaves, and a sequential tree of 8,192 terms is 8,191 levels deep.
 *
 * Addition is commutative in every format, so trees that differ only in the order of children are one tree. `canonical`
 * puts the child with the smallest leaf first and numbers additions in the order of a traversal.
 */
export interface FlatTree {
  readonly n: number;
  readonly children: readonly (readonly number[])[];
}

/** The id of the root. */
export function rootOf(tree: FlatTree): number {
  return tree.n + tree.children.length - 1;
}

/** For each id, its parent's id; −1 for the root. */
export function parentsOf(tree: FlatTree): Int32Array {
  const parents = new Int32Array(tree.n + tree.children.length).fill(-1);
  tree.children.forEach((children, k) => {
    for (const child of children) parents[child] = tree.n + k;
  });
  return parents;
}

/** For each id, the number of leaves under it. */
export function sizesOf(tree: FlatTree): Int32Array {
  const sizes = new Int32Array(tree.n + tree.children.length).fill(1);
  tree.children.forEach((children, k) => {
    sizes[tree.n + k] = children.reduce((sum, child) => sum + sizes[child]!, 0);
  });
  return sizes;
}

/** For each id, the smallest leaf under it. */
export function firstLeavesOf(tree: FlatTree): Int32Array {
  const first = Int32Array.from({ length: tree.n + tree.children.length }, (_, id) => id);
  tree.children.forEach((children, k) => {
    first[tree.n + k] = children.reduce((least, child) => Math.min(least, first[child]!), tree.n);
  });
  return first;
}

/** Whether every addition has two terms. */
export function isBinary(tree: FlatTree): boolean {
  return tree.children.every((children) => children.length === 2);
}

/** The form that all equal trees share. */
export function canonical(tree: FlatTree): FlatTree {
  const { n } = tree;
  const first = firstLeavesOf(tree);
  const sorted = tree.children.map((children) => [...children].sort((a, b) => first[a]! - first[b]!));
  const newId = Int32Array.from({ length: n + sorted.length }, (_, id) => (id < n ? id : -1));
  const result: number[][] = [];
  const stack = [rootOf(tree)];
  while (stack.length > 0) {
    const id = stack.at(-1)!;
    const waiting = newId[id]! >= 0 ? [] : sorted[id - n]!.filter((child) => newId[child]! < 0);
    if (waiting.length > 0) {
      stack.push(...waiting.reverse());
      continue;
    }
    stack.pop();
    if (newId[id]! >= 0) continue;
    newId[id] = n + result.length;
    result.push(sorted[id - n]!.map((child) => newId[child]!));
  }
  return { n, children: result };
}

/** A text that two trees share exactly if they are the same tree. */
export function treeKey(tree: FlatTree): string {
  return canonical(tree)
    .children.map((children) => children.join('+'))
    .join(' ');
}

/** For each id, a 40-bit hash of the set of leaves under it. Equal sets have equal hashes. */
export function cladeHashes(tree: FlatTree): Float64Array {
  const hashes = new Float64Array(tree.n + tree.children.length);
  for (let leaf = 0; leaf < tree.n; leaf += 1) {
    const low = Math.imul(leaf + 1, 0x9e3779b1);
    hashes[leaf] =
      (Math.imul(low ^ (low >>> 15), 0x85ebca6b) >>> 0) * 2 ** 8 + (Math.imul(low ^ (low >>> 13), 0xc2b2ae35) >>> 24);
  }
  tree.children.forEach((children, k) => {
    hashes[tree.n + k] = children.reduce((sum, child) => (sum + hashes[child]!) % 2 ** 40, 0);
  });
  return hashes;
}

/**
 * A text that two trees share if they have the same clades, up to hash collisions. This is enough to drop repeated
 * guesses.
 */
export function sketchOf(tree: FlatTree): string {
  let sum = 0;
  let squares = 0;
  for (const hash of cladeHashes(tree)) {
    sum = (sum + hash) % 2 ** 52;
    squares = (squares + (hash % 2 ** 26) * ((hash + 12345) % 2 ** 26)) % 2 ** 52;
  }
  return `${sum} ${squares}`;
}

/** The nested form, with children in the given order. An addition of terms alone is sorted by `rank`. */
export function summationTreeOf(tree: FlatTree, rank: (leaf: number) => number = () => 0): SummationTree {
  const { n, children } = tree;
  const nodes: SummationTree[] = Array.from({ length: n }, (_, term) => ({ kind: 'term', term }));
  for (const list of children) {
    const order = list.every((child) => child < n) ? [...list].sort((a, b) => rank(a) - rank(b)) : list;
    nodes.push({ kind: 'add', children: order.map((child) => nodes[child]!) });
  }
  return nodes.at(-1)!;
}

/** The canonical flat form of a nested tree of n terms. */
export function flatTreeOf(tree: SummationTree, n: number): FlatTree {
  const children: number[][] = [];
  foldTree<number>(
    tree,
    (term) => term,
    (ids) => n - 1 + children.push([...ids]),
  );
  return canonical({ n, children });
}

/** For each id, its height: 0 for a leaf, one more than the highest child for an addition. */
export function heightsOf({ n, children }: FlatTree): Int32Array {
  const heights = new Int32Array(n + children.length);
  children.forEach((list, k) => {
    heights[n + k] = 1 + list.reduce((most, child) => Math.max(most, heights[child]!), 0);
  });
  return heights;
}

/** The height of the root; 0 for a single term. */
export function heightOf(tree: FlatTree): number {
  return heightsOf(tree)[rootOf(tree)]!;
}

/** The additions by height, from 1 up. The last list holds the root alone. */
export function nodesByHeight(tree: FlatTree): readonly (readonly number[])[] {
  const heights = heightsOf(tree);
  const byHeight: number[][] = [];
  tree.children.forEach((_, k) => {
    const id = tree.n + k;
    byHeight[heights[id]! - 1] ??= [];
    byHeight[heights[id]! - 1]!.push(id);
  });
  return byHeight;
}
