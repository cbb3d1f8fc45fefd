import { sum32 } from '../float/addition.ts';

/** How the terms of a result are combined: the number of a term, or the two operands of an addition. */
export type Order = number | readonly [Order, Order];

/** The results that all orders of additions give, each with one order that does. */
export type ResultsOfOrders = ReadonlyMap<number, Order>;

/** Subsets of more terms are too many. */
const mostTerms = 10;
/** So many additions take a fraction of a second. */
const mostAdditions = 2e6;

interface Found {
  readonly low: number;
  readonly lowSubset: number;
  readonly high: number;
  readonly highSubset: number;
}

/**
 * The results of every order in which `products` (exact, none 0) can be added two by two, each addition rounded once to
 * binary32: every subset of terms from those of its parts. With `fused`, an addition may take one product as it is,
 * with another operand that is rounded, as a fused multiply-add does; else all products are rounded first. Undefined
 * for too many terms or results. −0 counts as 0.
 */
export function allOrders(products: Float64Array, fused: boolean): ResultsOfOrders | undefined {
  const n = products.length;
  if (n === 0 || n > mostTerms) return undefined;
  const all = 2 ** n - 1;
  const results: Map<number, Found | undefined>[] = [];
  let additions = 0;
  for (let subset = 1; subset <= all; subset++) {
    const found = new Map<number, Found | undefined>();
    const single = (subset & (subset - 1)) === 0;
    if (single) found.set(Math.fround(products[Math.log2(subset)]!) + 0, undefined);
    for (let part = (subset - 1) & subset; part > 0; part = (part - 1) & subset) {
      const rest = subset ^ part;
      const fusedTerm = fused && (rest & (rest - 1)) === 0 ? products[Math.log2(rest)]! : undefined;
      if (part < rest && fusedTerm === undefined) continue;
      for (const low of results[part]!.keys()) {
        const add = (high: number, value: number): void => {
          if (!found.has(value)) found.set(value, { low, lowSubset: part, high, highSubset: rest });
        };
        if (fusedTerm !== undefined) add(Math.fround(fusedTerm) + 0, sum32(low, fusedTerm) + 0);
        if (part > rest) for (const high of results[rest]!.keys()) add(high, Math.fround(low + high) + 0);
        additions += results[rest]!.size;
      }
      if (additions > mostAdditions) return undefined;
    }
    results[subset] = found;
  }
  return new Map(Array.from(results[all]!.keys(), (value) => [value, orderOf(results, all, value)]));
}

function orderOf(results: readonly Map<number, Found | undefined>[], subset: number, value: number): Order {
  const found = results[subset]!.get(value);
  if (found === undefined) return Math.log2(subset);
  return [orderOf(results, found.lowSubset, found.low), orderOf(results, found.highSubset, found.high)];
}

/** The order as a sum, (0+2)+1, its terms numbered by `numbers`. */
export function orderText(order: Order, numbers: ArrayLike<number>): string {
  if (typeof order === 'number') return String(numbers[order]);
  const part = (one: Order): string =>
    typeof one === 'number' ? orderText(one, numbers) : `(${orderText(one, numbers)})`;
  // The operand that begins with the lower number first: the order of two operands changes nothing.
  const [first, second] = [...order].sort((a, b) => firstTerm(a) - firstTerm(b)) as [Order, Order];
  return `${part(first)}+${part(second)}`;
}

const firstTerm = (order: Order): number =>
  typeof order === 'number' ? order : Math.min(firstTerm(order[0]), firstTerm(order[1]));
