import { randomOf } from '../inputs/random.ts';

/** A loop over the products in an order that somebody may have chosen. */
export interface NamedChain {
  /** Completes the sentence "It is what … gives". */
  readonly name: string;
  readonly value: number;
}

/** Results of loops: of the products in random orders, and sorted in usual ways. */
export interface Chains {
  readonly tried: number;
  /** Of the finite results of random orders and of sorted ones; NaN if there is none. */
  readonly smallest: number;
  readonly largest: number;
  readonly sorted: readonly NamedChain[];
  /** Distinct results of the random orders. */
  readonly values: ReadonlySet<number>;
}

/** This many additions take a tenth of a second; shuffling costs as much. */
const mostAdditions = 2 ** 22;
const mostOrders = 10_000;
/** More products are not sorted. */
const mostSorted = 2 ** 18;

const sortedOrders: readonly (readonly [string, (a: number, b: number) => number])[] = [
  ['a loop over the products sorted from the smallest to the largest', (a, b) => a - b],
  ['a loop over the products sorted from the largest to the smallest', (a, b) => b - a],
  ['a loop over the products sorted by size, the smallest first', (a, b) => Math.abs(a) - Math.abs(b)],
  ['a loop over the products sorted by size, the largest first', (a, b) => Math.abs(b) - Math.abs(a)],
];

/**
 * Loops over `products`, which are rounded to binary32, each addition too. Loops round worst where partial sums grow:
 * all of one sign first, as in the sorted orders. Random trees are flatter and seldom come as far.
 */
export function chainsOf(products: Float32Array, seed: number): Chains {
  const n = products.length;
  const values = new Set<number>();
  const order = products.slice();
  const rng = randomOf(seed, 'loops');
  const words = new Int32Array(Math.min(n, 4096));
  const tried = n < 3 ? 0 : Math.min(mostOrders, Math.floor(mostAdditions / n));
  for (let round = 0; round < tried; round++) {
    for (let left = n, used = words.length; left > 1; left--) {
      if (used === words.length) {
        rng.fill(words);
        used = 0;
      }
      const place = ((words[used++]! >>> 0) * 2 ** -32 * left) | 0;
      const taken = order[place]!;
      order[place] = order[left - 1]!;
      order[left - 1] = taken;
    }
    values.add(loop(order));
  }
  const sorted =
    n < 3 || n > mostSorted
      ? []
      : sortedOrders.map(([name, compare]) => ({ name, value: loop(products.toSorted(compare)) }));
  const finite = [...values, ...sorted.map(({ value }) => value)].filter(Number.isFinite);
  return {
    tried,
    smallest: finite.reduce((a, b) => Math.min(a, b), finite[0] ?? Number.NaN),
    largest: finite.reduce((a, b) => Math.max(a, b), finite[0] ?? Number.NaN),
    sorted,
    values,
  };
}

function loop(products: Float32Array): number {
  let sum = 0;
  for (let t = 0; t < products.length; t++) sum = Math.fround(sum + products[t]!);
  return sum;
}
