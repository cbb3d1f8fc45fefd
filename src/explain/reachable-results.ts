import { bits32 } from '../float/bits.ts';
import { type Dyadic, dyadic, dyadicOf, subtractDyadic } from '../float/dyadic.ts';
import { randomOf } from '../inputs/random.ts';
import type { Candidate } from './ask-subject.ts';
import type { Reachable, ReachableShare } from './explanation.ts';
import { ratioOf, ulpExponent } from './output-facts.ts';
import type { Pause } from './pause.ts';
import { fullDecimal } from './printed-decimal.ts';

/** Printed with the results, because trees drawn in another way would give other shares. */
const treeDistribution =
  'each tree replaces two random values by their rounded sum, every pair equally likely, until one value is left';

/**
 * The results of many trees: distinct values from the smallest to the largest, NaN last, and how often each came out.
 */
export interface TreeResults {
  readonly tried: number;
  readonly values: Float32Array;
  readonly counts: Float64Array;
}

/** This many additions take about a second; of more values than the cache holds, a fifth of them. */
const mostAdditions = 5e7;
const inCache = 2 ** 18;

/** How many trees of n values are tried: `wanted`, or as many as take about a second. */
export function treesToTry(n: number, wanted: number): number {
  return Math.max(
    1,
    Math.min(wanted, Math.floor((n > inCache ? mostAdditions / 5 : mostAdditions) / Math.max(1, n - 1))),
  );
}

/** Random words drawn at once. */
const mostWords = 4096;

/**
 * Sums `products` by `tried` random trees, each addition rounded to binary32. The trees come from `seed`, one 32-bit
 * fraction for each pair: the odds of a pair are off by at most n²·2^-32.
 */
export function reachableResults(products: Float32Array, tried: number, seed: number): TreeResults {
  const results = new Float32Array(tried);
  for (const _ of sumTrees(products, results, seed));
  return countResults(results);
}

/** The same, with a pause after every few million additions, in which answers of engines are taken. */
export async function reachableBesides(
  products: Float32Array,
  tried: number,
  seed: number,
  pause: Pause,
): Promise<TreeResults> {
  const results = new Float32Array(tried);
  for (const _ of sumTrees(products, results, seed)) await pause();
  return countResults(results);
}

/** Additions between two pauses: some tens of milliseconds. */
const additionsAtOnce = 2 ** 21;

function* sumTrees(products: Float32Array, results: Float32Array, seed: number): Generator<void> {
  const n = products.length;
  const atOnce = Math.max(1, Math.floor(additionsAtOnce / Math.max(1, n)));
  const draw = treeSums(products, seed);
  for (let from = 0; from < results.length; from += atOnce) {
    if (from > 0) yield;
    draw(results.subarray(from, from + atOnce));
  }
}

/** Fills an array with the results of the next random trees. */
function treeSums(products: Float32Array, seed: number): (results: Float32Array) => void {
  const n = products.length;
  const values = new Float64Array(n);
  const rng = randomOf(seed, 'orders');
  const words = new Int32Array(mostWords);
  let used = words.length;
  return (results) => {
    for (let tree = 0; tree < results.length; tree++) {
      values.set(products);
      for (let left = n; left > 1; left--) {
        if (used === words.length) {
          rng.fill(words);
          used = 0;
        }
        // The whole part of a number below `left` is one place; its fraction gives the other among the remaining ones.
        const place = (words[used++]! >>> 0) * 2 ** -32 * left;
        const first = place | 0;
        const second = ((place - first) * (left - 1)) | 0;
        const taken = values[first]!;
        values[first] = values[left - 1]!;
        values[second] = Math.fround(values[second]! + taken);
      }
      results[tree] = n === 0 ? 0 : values[0]!;
    }
  };
}

/** Counts by sorting. */
function countResults(results: Float32Array): TreeResults {
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

/** The record of the results of random trees, and which candidates give which of them. */
export function reachableOf(
  { tried, values, counts }: TreeResults,
  exact: Dyadic | undefined,
  candidates: readonly Candidate[],
  seed: number,
): Reachable {
  const narrow = candidates.filter(({ format }) => format === 'binary32');
  const shares = Array.from(values, (value, index): ReachableShare => {
    const count = counts[index]!;
    return {
      bits: bits32(value),
      decimal: fullDecimal(value),
      offsetUlp: offsetUlp(value, exact),
      count,
      share: count / tried,
      subjects: narrow.filter((one) => Object.is(one.value, value)).map(({ subject }) => subject),
    };
  });
  const found = new Set(shares.map(({ bits }) => bits));
  return {
    seed,
    distribution: treeDistribution,
    tried,
    distinct: values.length,
    smallest: fullDecimal(values[0]!),
    largest: fullDecimal(values[values.length - 1]!),
    shares,
    notReached: narrow.filter(({ value }) => !found.has(bits32(value))).map(({ subject }) => subject),
  };
}

function offsetUlp(value: number, exact: Dyadic | undefined): number | null {
  if (exact === undefined || exact.significand === 0n || !Number.isFinite(value)) return null;
  return ratioOf(subtractDyadic(dyadicOf(value), exact), dyadic(1n, ulpExponent(exact, 'binary32')));
}
