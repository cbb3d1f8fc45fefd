import { UsageError } from '../errors/usage-error.ts';
import type { Arithmetic } from '../sums/accumulation.ts';
import { termCount } from '../sums/height.ts';
import type { SummationTree } from '../sums/tree.ts';
import { treeOrder } from '../sums/tree-algorithm.ts';

/**
 * The dot product Σ left[t] · right[t] of binary32 numbers, summed along a tree, bit for bit as a program would that
 * adds in this order.
 *
 * @param tree - its terms are 0 to n − 1; see `parseTree`
 * @param left - n numbers
 * @param right - n numbers
 * @param arithmetic - how products and sums are rounded; `rounded-products`, each to binary32, is what a plain loop
 * does
 * @returns a binary32 number; with `binary64` a binary64 number
 * @throws UsageError, one line: an array has another length than the tree has terms
 */
export function evaluateTree(
  tree: SummationTree,
  left: Float32Array,
  right: Float32Array,
  arithmetic: Arithmetic = 'rounded-products',
): number {
  const n = termCount(tree);
  for (const [name, { length }] of Object.entries({ left, right })) {
    if (length !== n) throw new UsageError(`${name}: ${length} numbers, but the tree has ${n} terms`);
  }
  const order = treeOrder('', { name: '' }, arithmetic, '', () => tree);
  const out = order.format === 'binary64' ? new Float64Array(1) : new Float32Array(1);
  order.evaluate(left, right, n, 1, out);
  return out[0]!;
}
