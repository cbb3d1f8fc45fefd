import { exactDot64 } from '../../float/exact-dot.ts';
import type { SummationAlgorithm } from '../../sums/algorithm.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { subjectId } from '../../sums/subject-id.ts';

/** Terms whose sum is small and whose rounding errors are not: no tolerance relative to the sum allows them. */
export interface Cancellation {
  /** The terms that are not zero. */
  readonly terms: readonly Factors[];
  /** The place of each among all terms; the others are 0. */
  readonly places: readonly number[];
  /** What this algorithm gives, and the exact sum. */
  readonly algorithm: string;
  readonly computed: number;
  readonly exact: number;
}

type Factors = readonly [left: number, right: number];

/** 24929·673 = 2^24 + 1 is a tie, which rounds to 2^24; 2^60 + 1 rounds to 2^60 in binary64 too. */
const magic: Factors = [24929, 673];
const products: readonly (readonly Factors[])[] = [
  [magic, [-4096, 4096], [-1, 1]],
  [magic, [-24929, 673]],
  [
    [2 ** 30, 2 ** 30],
    [1, 1],
    [-(2 ** 30), 2 ** 30],
    [-1, 1],
  ],
  [
    [2 ** 30, 2 ** 30],
    [1, 1],
    [-(2 ** 30), 2 ** 30],
  ],
];
const numbers: readonly (readonly Factors[])[] = [
  [
    [2 ** 24, 1],
    [1, 1],
    [-(2 ** 24), 1],
    [-1, 1],
  ],
  [
    [2 ** 24, 1],
    [1, 1],
    [-(2 ** 24), 1],
  ],
  [
    [2 ** 60, 1],
    [1, 1],
    [-(2 ** 60), 1],
    [-1, 1],
  ],
  [
    [2 ** 60, 1],
    [1, 1],
    [-(2 ** 60), 1],
  ],
].map((terms) => terms.map(([left, right]): Factors => [left!, right!]));

/** The algorithms that stand for any order: a loop, and a loop of fused multiply-adds. */
const loops = algorithms.filter(
  ({ name, format }) => format === 'binary32' && ['sequential', 'sequential-fused'].includes(name),
);

/**
 * Terms on which one of the algorithms, by default those of any order, is off by as much as the exact sum or more; that
 * sum is 0 if possible. Every result is computed. Undefined where none was found.
 */
export function findCancellation(
  n: number,
  summed: 'products' | 'numbers',
  among: readonly SummationAlgorithm[] = loops,
): Cancellation | undefined {
  let best: Cancellation | undefined;
  for (const terms of summed === 'products' ? products : numbers) {
    if (terms.length > n) continue;
    for (const places of placesOf(terms.length, n)) {
      const [left, right] = [new Float32Array(n), new Float32Array(n)];
      for (const [t, place] of places.entries()) [left[place], right[place]] = terms[t]!;
      const exact = exactDot64(left, right, 0, n);
      for (const algorithm of among) {
        const out = algorithm.format === 'binary64' ? new Float64Array(1) : new Float32Array(1);
        algorithm.evaluate(left, right, n, 1, out);
        const computed = out[0]!;
        if (Math.abs(computed - exact) < Math.abs(exact) || computed === exact) continue;
        const found = { terms, places, algorithm: subjectId(algorithm), computed, exact };
        if (exact === 0) return found;
        best ??= found;
      }
    }
  }
  return best;
}

/** In every order: at the beginning, at the end, and spread over all terms. */
function placesOf(count: number, n: number): readonly (readonly number[])[] {
  const near = permutations(Array.from({ length: count }, (_, t) => t));
  const moved = (place: (t: number) => number): readonly (readonly number[])[] =>
    n === count ? [] : near.map((places) => places.map(place));
  const step = Math.floor(n / count);
  return [...near, ...moved((t) => n - count + t), ...moved((t) => t * step)];
}

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item) => permutations(items.filter((one) => one !== item)).map((others) => [item, ...others]));
}
