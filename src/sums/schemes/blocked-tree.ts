import type { SummationTree } from '../tree.ts';
import { chainOf, chainOfTerms } from './chain-of.ts';

/**
 * Blocks of so many terms, the last one perhaps shorter, each summed one by one; then their sums one by one. Height at
 * most size − 1 + ⌈n/size⌉ − 1. Matrix products that split the inner dimension, and kernels summed row by row.
 *
 *     size 3:  0 1  3 4
 *               + 2  |
 *                +   +
 *                  +
 */
export function blockedTree(n: number, size: number): SummationTree {
  const blocks: SummationTree[] = [];
  for (let first = 0; first < n; first += size) blocks.push(chainOfTerms(first, Math.min(first + size, n)));
  return chainOf(blocks);
}
