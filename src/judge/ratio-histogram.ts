/**
 * How often error ÷ bound fell into each binade. `zero` counts results without error. `counts[k]` counts ratios in
 * [2^(k − 64), 2^(k − 63)); the first bin also has all smaller ones, the last all larger and infinite ones.
 */
export interface RatioHistogram {
  zero: number;
  readonly counts: number[];
}

export const lowestExponent = -64;
const bins = 128;

export function emptyHistogram(): RatioHistogram {
  return { zero: 0, counts: new Array<number>(bins).fill(0) };
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);

/** `ratio` ≥ 0 or infinite. */
export function countRatio(histogram: RatioHistogram, ratio: number): void {
  if (ratio === 0) {
    histogram.zero++;
    return;
  }
  number[0] = ratio;
  const bin = (words[1]! >>> 20) - 1023 - lowestExponent;
  histogram.counts[bin < 0 ? 0 : bin >= bins ? bins - 1 : bin]!++;
}

/** Adds the counts of one to those of another. */
export function addHistogram(to: RatioHistogram, from: RatioHistogram): void {
  to.zero += from.zero;
  for (let bin = 0; bin < bins; bin++) to.counts[bin]! += from.counts[bin]!;
}

/** The number of results with error ÷ bound in [2^exponent, 2^(exponent+1)), without empty bins; `zero` as above. */
export interface FilledHistogram {
  readonly zero: number;
  readonly bins: readonly { readonly exponent: number; readonly count: number }[];
}

export function filledHistogram({ zero, counts }: RatioHistogram): FilledHistogram {
  const bins = [...counts.entries()].filter(([, count]) => count > 0);
  return { zero, bins: bins.map(([bin, count]) => ({ exponent: bin + lowestExponent, count })) };
}
