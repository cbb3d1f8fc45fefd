import { UsageError } from '../errors/usage-error.ts';
import { type Arithmetic, uniformAccumulation } from '../sums/accumulation.ts';
import { compile } from '../sums/program.ts';
import { runProgram } from '../sums/run-program.ts';
import { type SummationTree, termCount } from '../sums/tree.ts';

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
 *
 * @example
 * ```js
 * import { evaluateTree, parseTree } from 'lastbit';
 * const [x, ones] = [Float32Array.of(1, 2 ** -24, 2 ** -24), Float32Array.of(1, 1, 1)];
 * console.log(evaluateTree(parseTree('(0+1)+2'), x, ones)); // 1
 * console.log(evaluateTree(parseTree('0+(1+2)'), x, ones)); // 1.0000001192092896
 * ```
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
  const out = new Float64Array(1);
  runProgram(compile(uniformAccumulation(tree, arithmetic)), left, right, n, 1, out);
  return out[0]!;
}
