import type { SummationTree } from '../tree.ts';

/**
 * Halve, sum the halves the same way, add: height ⌈log2 n⌉. Where n is odd, `larger` says which half has one term more.
 * Divide and conquer down to single terms, as in textbooks, reductions in trees of threads and XLA's reduction of small
 * axes.
 *
 *     larger first:  0 1  2  3 4      smaller first:  0 1  2  3 4
 *                     +   |   +                        +   |   +
 *                       +     |                        |     +
 *                          +                              +
 */
export function pairwiseTree(n: number, larger: 'first' | 'second'): SummationTree {
  return halves(0, n, larger);
}

function halves(first: number, n: number, larger: 'first' | 'second'): SummationTree {
  if (n === 1) return { kind: 'term', term: first };
  const half = larger === 'first' ? Math.ceil(n / 2) : Math.floor(n / 2);
  return { kind: 'add', children: [halves(first, half, larger), halves(first + half, n - half, larger)] };
}
