import { type FlatTree, sizesOf } from './flat-tree.ts';

/**
 * A tree in words where it has a pattern, else in numbers. A guess that was right has its own name; of other trees the height
 * and the widest node are told.
 */
export function describeTree(tree: FlatTree, scheme: string | undefined): string {
  if (tree.n === 1) return 'one term';
  if (tree.n === 2) return 'two terms';
  if (scheme !== undefined) return scheme;
  const widest = tree.children.reduce((most, { length }) => Math.max(most, length), 0);
  const fused = widest > 2 ? `, additions of up to ${widest} terms` : '';
  if (isChain(tree)) return `one after another, in another order${fused}`;
  return `no named pattern: ${tree.n} terms, height ${heightOf(tree)}${fused}`;
}

function isChain(tree: FlatTree): boolean {
  return tree.children.every((children) => children.filter((child) => child >= tree.n).length <= 1);
}

export function heightOf(tree: FlatTree): number {
  const heights = new Int32Array(sizesOf(tree).length);
  tree.children.forEach((children, k) => {
    heights[tree.n + k] = 1 + children.reduce((most, child) => Math.max(most, heights[child]!), 0);
  });
  return heights.at(-1)!;
}
