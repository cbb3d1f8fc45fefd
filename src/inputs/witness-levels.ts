import { foldTree, type SummationTree } from '../sums/tree.ts';

/**
 * The level of every term in the worst-case witness of a tree. A term gets the value 2^(−24 · level), plus what its
 * product loses when it is rounded. At each addition the higher subtree is the main one and keeps the level, so it
 * computes 1 there. The others compute 2^-24 times that. 1 + 2^-24 is a tie and 1 is even, so the sum is 1, and the
 * others are lost. With leaves that lose 2^-24 of themselves, the error is 1 − 1/E of the sum of absolute products, to
 * first order height + 1 times u; see `treeNumber` in src/sums. Of equally high subtrees the first is the main one.
 */
export function witnessLevels(tree: SummationTree, n: number): Int32Array {
  const heights = new Map<SummationTree, number>();
  foldTree(
    tree,
    () => 0,
    (values, children) => {
      for (const [i, child] of children.entries()) if (child.kind === 'add') heights.set(child, values[i]!);
      return 1 + Math.max(...values);
    },
  );
  const levels = new Int32Array(n);
  const open: { readonly node: SummationTree; readonly level: number }[] = [{ node: tree, level: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, level } = next;
    if (node.kind === 'term') {
      levels[node.term] = level;
      continue;
    }
    const of = node.children.map((child) => heights.get(child) ?? 0);
    const main = of.indexOf(Math.max(...of));
    for (const [i, child] of node.children.entries()) open.push({ node: child, level: i === main ? level : level + 1 });
  }
  return levels;
}
