import type { SummationTree } from '../tree.ts';
import { chainOf } from './chain-of.ts';

/**
 * Blocks of so many terms summed one by one, then blocks of so many of their sums, and so on until one is left. With n = size^t terms
 * the height is t·(size − 1). Castaldo, Whaley and Chronopoulos, Reducing floating point error in dot product using the
 * superblock family of algorithms (SIAM J. Sci. Comput. 31, 2008).
 *
 *     size 2:  0 1  2 3  4
 *               +    +   |
 *                 +      |
 *                    +
 */
export function superblockTree(n: number, size: number): SummationTree {
  let sums: readonly SummationTree[] = Array.from({ length: n }, (_, term) => ({ kind: 'term', term }));
  while (sums.length > 1) {
    const blocks = Math.ceil(sums.length / size);
    sums = Array.from({ length: blocks }, (_, block) => chainOf(sums.slice(block * size, (block + 1) * size)));
  }
  return sums[0]!;
}
