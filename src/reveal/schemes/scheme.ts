import type { FlatTree } from '../flat-tree.ts';
import { TreeBuilder } from './tree-builder.ts';

/**
 * Guesses: summation trees that loops, vector units and recursive sums lead to. A guess costs no call, is believed only
 * after a certificate, and says nothing about any engine; a tree outside the schemes costs a sieve. Every scheme is a
 * function of n alone; what needs the window's rows, columns and channels comes from the caller.
 */
export interface Scheme {
  readonly name: string;
  tree(n: number): FlatTree;
}

/** A scheme by what it does with the additions of a tree of n terms. */
export function scheme(name: string, fill: (builder: TreeBuilder, n: number) => unknown): Scheme {
  return {
    name,
    tree(n) {
      const builder = new TreeBuilder(n);
      fill(builder, n);
      return { n, children: builder.children };
    },
  };
}
