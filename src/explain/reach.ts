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

/** Computed in this thread, with pauses in which answers of engines are taken. */
export async function reachOf(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  seed: number,
  wanted: number,
  pause: Pause = noPause,
): Promise<Reach> {
  const products = Float32Array.from(left, (x, t) => x * right[t]!);
  const nonZero = Int32Array.from(numbersOf(left, right));
  const exact = Float64Array.from(nonZero, (t) => left[t]! * right[t]!);
  const [rounded, fused] = [allOrders(exact, false), allOrders(exact, true)];
  const chains = chainsOf(
    products.filter((x) => x !== 0),
    seed,
  );
  const trees = await reachableBesides(products, treesToTry(products.length, wanted), seed, pause);
  return { trees, chains, all: rounded && fused && { rounded, fused }, numbers: nonZero };
}

function* numbersOf(left: ArrayLike<number>, right: ArrayLike<number>): Generator<number> {
  for (let t = 0; t < left.length; t++) if (left[t]! * right[t]! !== 0) yield t;
}
