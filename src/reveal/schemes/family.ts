import type { FlatTree } from '../flat-tree.ts';
import { TreeBuilder } from './tree-builder.ts';

/**
 * Guesses: summation trees that loops, vector units and recursive sums lead to. A guess costs no call, is believed only
 * after a certificate, and says nothing about any engine; a tree outside the families costs a sieve. Every family is a
 * function of n alone; what needs the window's rows, columns and channels comes from the caller.
 */
export interface Family {
  readonly name: string;
  tree(n: number): FlatTree;
}

/** A family by what it does with the additions of a tree of n terms. */
export function family(name: string, fill: (builder: TreeBuilder, n: number) => unknown): Family {
  return {
    name,
    tree(n) {
      const builder = new TreeBuilder(n);
      fill(builder, n);
      return { n, children: builder.children };
    },
  };
}
