import type { WideFormat } from '../conv/shape.ts';

/** All summation trees of so many products are tried: their results are few, and this takes milliseconds. */
const mostEnumerated = 7;
/** Of more terms two orders are tried: they nearly always differ, and the others would take long. */
const mostReordered = 4096;

/**
 * Whether the result depends on the order in which products other than zero are added, in one format: products are
 * rounded to it, then every addition is. False is proven, true is shown by two orders, and null is neither. The
 * products are exact, as those of binary32 numbers are in binary64.
 */
export function orderMatters(products: Float64Array, format: WideFormat): boolean | null {
  const n = products.length;
  // One addition has no order.
  if (n <= 2) return false;
  if (format === 'binary32' && alwaysOverflows(products)) return false;
  const [forward, backward] = format === 'binary32' ? bothWays32(products) : bothWays64(products);
  if (forward !== backward && !(Number.isNaN(forward) && Number.isNaN(backward))) return true;
  if (n > mostReordered) return null;
  const round = format === 'binary32' ? Math.fround : (x: number): number => x;
  const terms = products.map(round);
  if (n <= mostEnumerated) return resultsOfAllTrees(terms, round).size > 1;
  const add = (sum: number, term: number): number => round(sum + term);
  const bySize = terms.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const results = [forward, byHalves(terms, round), bySize.reduce(add), bySize.reduceRight(add)];
  return new Set(results).size > 1 ? true : null;
}

/** The sums of a loop from the first to the last product, and of one from the last to the first. */
function bothWays32(products: Float64Array): readonly [number, number] {
  let [forward, backward] = [0, 0];
  for (let t = 0, back = products.length - 1; back >= 0; t++, back--) {
    forward = Math.fround(forward + Math.fround(products[t]!));
    backward = Math.fround(backward + Math.fround(products[back]!));
  }
  return [forward, backward];
}

function bothWays64(products: Float64Array): readonly [number, number] {
  let [forward, backward] = [0, 0];
  for (let t = 0, back = products.length - 1; back >= 0; t++, back--) {
    forward += products[t]!;
    backward += products[back]!;
  }
  return [forward, backward];
}

/**
 * Products of one sign whose rounded sums all pass the largest binary32 number. Each of at most n roundings makes a
 * partial sum smaller by a factor of at least 1 − 2^-24, if none overflows. So a finite result is at least S·(1 −
 * n·2^-24), which is then too large. The factor 2 makes up for the rounding of S.
 */
function alwaysOverflows(products: Float64Array): boolean {
  const isPositive = products[0]! > 0;
  let sum = 0;
  for (const product of products) {
    if (product > 0 !== isPositive) return false;
    sum += Math.abs(product);
  }
  return sum * (1 - products.length * 2 ** -23) >= 2 ** 128;
}

/** The results of every summation tree: of each subset from those of its parts. Both zeros count as one. */
function resultsOfAllTrees(terms: Float64Array, round: (x: number) => number): ReadonlySet<number> {
  const all = 2 ** terms.length - 1;
  const results: Set<number>[] = [];
  for (let subset = 1; subset <= all; subset++) {
    const found = new Set<number>();
    for (let part = (subset - 1) & subset; part > 0; part = (part - 1) & subset) {
      const rest = subset ^ part;
      if (part > rest) continue;
      for (const one of results[part]!) for (const other of results[rest]!) found.add(round(one + other));
    }
    if ((subset & (subset - 1)) === 0) found.add(terms[Math.log2(subset)]!);
    results[subset] = found;
  }
  return results[all]!;
}

function byHalves(terms: Float64Array, round: (x: number) => number): number {
  if (terms.length === 1) return terms[0]!;
  const half = terms.length >> 1;
  return round(byHalves(terms.subarray(0, half), round) + byHalves(terms.subarray(half), round));
}
