import type { FlatTree } from '../flat-tree.ts';

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

export type Join = 'one after another' | 'by neighbours' | 'by halves';

/** Collects the additions of a tree. */
export class TreeBuilder {
  readonly children: number[][] = [];
  readonly n: number;
  constructor(n: number) {
    this.n = n;
  }
  add(...ids: number[]): number {
    return this.n - 1 + this.children.push(ids);
  }
  chain(ids: readonly number[]): number {
    return ids.reduce((sum, id) => this.add(sum, id));
  }
  join(ids: readonly number[], how: Join): number {
    if (how === 'one after another') return this.chain(ids);
    let level = [...ids];
    while (level.length > 1) {
      const half = Math.ceil(level.length / 2);
      const partner = (k: number): number => (how === 'by neighbours' ? 2 * k + 1 : k + half);
      const own = (k: number): number => (how === 'by neighbours' ? 2 * k : k);
      level = Array.from({ length: half }, (_, k) =>
        partner(k) < level.length ? this.add(level[own(k)]!, level[partner(k)]!) : level[own(k)]!,
      );
    }
    return level[0]!;
  }
}

/** The whole numbers from … to − 1. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);
