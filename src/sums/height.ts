import { foldTree } from './fold-tree.ts';
import type { SummationTree } from './tree.ts';

/** The largest number of additions that a term passes through: h of the bounds by height. 0 for a single term. */
export function height(tree: SummationTree): number {
  return foldTree(
    tree,
    () => 0,
    (heights) => 1 + Math.max(...heights),
  );
}

/** How many terms a tree adds. */
export function termCount(tree: SummationTree): number {
  return foldTree(
    tree,
    () => 1,
    (counts) => counts.reduce((sum, count) => sum + count, 0),
  );
}
