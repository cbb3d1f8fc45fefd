import { randomOf } from '../inputs/random.ts';

/** How an order is drawn; printed with the results, because another distribution gives other shares. */
export const orderDistribution =
  'random binary trees: again and again, two of the remaining values, each pair equally likely, are replaced by their rounded sum';

/**
 * The results of many orders: distinct values from the smallest to the largest, NaN last, and how often each came out.
 */
export interface OrderResults {
  readonly tried: number;
  readonly values: Float32Array;
  readonly counts: Float64Array;
}

/** So many additions take about a second. */
const mostAdditions = 5e7;

/** How many orders of n values are tried: as many as wanted, fewer where they would take longer than a second or so. */
export function ordersToTry(n: number, wanted: number): number {
  return Math.max(1, Math.min(wanted, Math.floor(mostAdditions / Math.max(1, n - 1))));
}

/** Random words drawn at once. */
const mostWords = 4096;

/**
 * Sums `products` in `tried` random orders, each addition rounded to binary32. Orders are drawn from `seed`, one 32-bit
 * fraction a pair, so that the odds of a pair are off by at most n²·2^-32. Results are counted by sorting them.
 */
export function reachableResults(products: Float32Array, tried: number, seed: number): OrderResults {
  const n = products.length;
  const results = new Float32Array(tried);
  const values = new Float64Array(n);
  const rng = randomOf(seed, 'orders');
  const words = new Int32Array(mostWords);
  let used = words.length;
  for (let order = 0; order < tried; order++) {
    values.set(products);
    for (let left = n; left > 1; left--) {
      if (used === words.length) {
        rng.fill(words);
        used = 0;
      }
      // The whole part of a number below `left` is one place, its fraction tells the other among the remaining ones.
      const place = (words[used++]! >>> 0) * 2 ** -32 * left;
      const first = place | 0;
      const second = ((place - first) * (left - 1)) | 0;
      const taken = values[first]!;
      values[first] = values[left - 1]!;
      values[second] = Math.fround(values[second]! + taken);
    }
    results[order] = n === 0 ? 0 : values[0]!;
  }
  return count(results);
}

function count(results: Float32Array): OrderResults {
  results.sort();
  const patterns = new Int32Array(results.buffer);
  const starts: number[] = [];
  for (let i = 0; i < patterns.length; i++) if (i === 0 || patterns[i] !== patterns[i - 1]) starts.push(i);
  return {
    tried: results.length,
    values: Float32Array.from(starts, (start) => results[start]!),
    counts: Float64Array.from(starts, (start, index) => (starts[index + 1] ?? results.length) - start),
  };
}
