import type { FlatTree } from '../flat-tree.ts';

/**
 * A guess: a summation tree that loops, vector units or recursive sums lead to, as a function of n alone. Guesses cost
 * no calls, are believed only after a certificate, and say nothing about any engine. A tree outside the schemes costs a
 * sieve.
 */
export interface Scheme {
  readonly name: string;
  tree(n: number): FlatTree;
}

/** A scheme that is defined by the additions which it makes for n terms. */
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

/** Collects the additions of a tree. All methods return the id of the sum. */
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
export const wholeNumbers = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);
