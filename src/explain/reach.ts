import { allOrders, type ResultsOfOrders } from './all-orders.ts';
import { type Chains, chainsOf } from './chains.ts';
import { noPause, type Pause } from './pause.ts';
import { reachableBesides, type TreeResults, treesToTry } from './reachable-results.ts';

/** What orders of binary32 additions give for one window. */
export interface Reach {
  /** Random trees over the rounded products. */
  readonly trees: TreeResults;
  /** Loops over the rounded products, in random and in sorted orders. */
  readonly chains: Chains;
  /** Every order, with rounded products and with fused ones; undefined for too many terms. */
  readonly all: { readonly rounded: ResultsOfOrders; readonly fused: ResultsOfOrders } | undefined;
  /** Numbers of the terms whose products are not 0, in the order of `all`. */
  readonly numbers: Int32Array;
}

/** Of more terms no orders are tried: a second is enough for a few of them, which say nothing. */
export const longestTried: number = 2 ** 20;

/** Undefined for too many terms. Computed in this thread, with pauses in which answers of engines are taken. */
export async function reachOf(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  seed: number,
  wanted: number,
  pause: Pause = noPause,
): Promise<Reach | undefined> {
  if (left.length > longestTried) return undefined;
  const { products, numbers, exact } = productsOf(left, right);
  const [rounded, fused] = [allOrders(exact, false), allOrders(exact, true)];
  const chains = chainsOf(withoutZeros(products), seed);
  const trees = await reachableBesides(products, treesToTry(products.length, wanted), seed, pause);
  return { trees, chains, all: rounded && fused && { rounded, fused }, numbers };
}

/** The rounded products, and of those that are not 0 the numbers of their terms and the exact ones. */
function productsOf(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
): { readonly products: Float32Array; readonly numbers: Int32Array; readonly exact: Float64Array } {
  const n = left.length;
  const products = new Float32Array(n);
  const numbers = new Int32Array(n);
  const exact = new Float64Array(n);
  let count = 0;
  for (let t = 0; t < n; t++) {
    const product = left[t]! * right[t]!;
    products[t] = product;
    if (product === 0) continue;
    numbers[count] = t;
    exact[count++] = product;
  }
  return { products, numbers: numbers.subarray(0, count), exact: exact.subarray(0, count) };
}

/** Faster than `filter` where few or none are 0. */
const withoutZeros = (products: Float32Array): Float32Array =>
  products.includes(0) ? products.filter((x) => x !== 0) : products;
