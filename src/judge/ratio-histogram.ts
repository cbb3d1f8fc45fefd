/**
 * How often error ÷ bound fell into each binade. `zero` counts results without error. `counts` has the ratios in
 * [2^k, 2^(k + 1)) by exponent k, of those binades that have any. The exponent −64 also has all smaller ratios, and 63
 * all larger and infinite ones.
 */
export interface RatioHistogram {
  zero: number;
  readonly counts: Map<number, number>;
}

const [lowestExponent, highestExponent] = [-64, 63];

export function emptyHistogram(): RatioHistogram {
  return { zero: 0, counts: new Map() };
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/** `ratio` ≥ 0 or infinite. With `by` −1 it is taken out again. */
export function countRatio(histogram: RatioHistogram, ratio: number, by: 1 | -1 = 1): void {
  if (ratio === 0) {
    histogram.zero += by;
    return;
  }
  number[0] = ratio;
  const exponent = Math.min(Math.max((words[1]! >>> 20) - 1023, lowestExponent), highestExponent);
  histogram.counts.set(exponent, (histogram.counts.get(exponent) ?? 0) + by);
}

/** Adds the counts of one to those of another. */
export function addHistogram(to: RatioHistogram, from: RatioHistogram): void {
  to.zero += from.zero;
  for (const [exponent, count] of from.counts) to.counts.set(exponent, (to.counts.get(exponent) ?? 0) + count);
}

/** The number of results with error ÷ bound in [2^exponent, 2^(exponent+1)), without empty bins; `zero` as above. */
export interface FilledHistogram {
  readonly zero: number;
  readonly bins: readonly { readonly exponent: number; readonly count: number }[];
}

export function filledHistogram({ zero, counts }: RatioHistogram): FilledHistogram {
  const sorted = [...counts].sort(([one], [other]) => one - other);
  return { zero, bins: sorted.map(([exponent, count]) => ({ exponent, count })) };
}
