import type { SummationTree } from '../tree.ts';
import { chainOf, chainOfTerms } from './chain-of.ts';

/**
 * (((0+1)+2)+3)+…: one accumulator, first term first. Height n − 1. A plain loop; tfjs on its CPU backend, TensorFlow's
 * reference kernels, BLAS for small sizes.
 *
 *     0 1
 *      +  2
 *        +  3
 *          +  4
 *            +
 */
export function sequentialTree(n: number): SummationTree {
  return chainOfTerms(0, n);
}

/** The same from the last term to the first: (((4+3)+2)+1)+0. Height n − 1. Loops that count down; flipped kernels. */
export function reversedTree(n: number): SummationTree {
  return chainOf(Array.from({ length: n }, (_, i) => ({ kind: 'term', term: n - 1 - i })));
}
