import { lowestBit } from '../../float/dyadic.ts';
import type { Hypothesis } from './hypothesis.ts';
import { differenceFrom, isPredicted } from './prediction.ts';
import type { Setting } from './setting.ts';

/** How a hypothesis fared on some outputs. */
export interface Examination {
  readonly hypothesis: Hypothesis;
  /** Outputs for which it says something, and on how many of these it is right. */
  readonly tried: number;
  readonly explained: number;
  /** Outputs for which it says nothing. */
  readonly silent: number;
  /** Log2 of 1 ÷ the chance that all this is an accident. */
  readonly bits: number;
}

/** What an accidental match depends on. */
export interface Accident {
  /** The largest power of two of which all terms are multiples: results of other data lie on it too. */
  readonly grid: number;
  /** What is due at outputs of the sample, ascending: a value that many outputs have proves little. */
  readonly pool: Float64Array;
}

export function accidentOf(setting: Setting, indices: readonly number[]): Accident {
  const pool = Float64Array.from(indices, (index) => setting.right(index).high).filter(Number.isFinite);
  return { grid: gridOf(setting, [...indices.slice(0, 4), ...indices.slice(-4)]), pool: pool.sort() };
}

/**
 * Tests a hypothesis on outputs in turn, until one contradicts it if `all` is not set. Only outputs that differ from
 * one another count as evidence.
 */
export function examine(
  setting: Setting,
  hypothesis: Hypothesis,
  indices: readonly number[],
  accident: Accident,
  all: boolean = false,
): Examination {
  let [tried, explained, silent, bits] = [0, 0, 0, 0];
  const seen = new Set<string>();
  for (const index of indices) {
    const computed = setting.computed(index);
    const prediction = hypothesis.predict(index);
    if (prediction === undefined) {
      silent++;
      continue;
    }
    tried++;
    if (!isPredicted(computed, prediction)) {
      if (all) continue;
      break;
    }
    explained++;
    const right = setting.right(index);
    const key = `${computed} ${right.high} ${prediction.high}`;
    if (seen.has(key)) continue;
    seen.add(key);
    bits +=
      hypothesis.bits?.(index) ?? chanceBits(prediction.bound, accident, computed, differenceFrom(computed, right));
  }
  return { hypothesis, tried, explained, silent, bits };
}

/** Something else that is as far from what is due is as near to the prediction by chance in one of 2^this cases. */
function chanceBits(bound: number, { grid, pool }: Accident, computed: number, distance: number): number {
  // Outputs that were not written are 0 too.
  if (computed === 0) return 0;
  const byDistance = (bound + grid / 2) / Math.abs(distance);
  const among = countBelow(pool, computed + bound, true) - countBelow(pool, computed - bound, false);
  const chance = Math.max(byDistance, pool.length === 0 ? 0 : among / pool.length);
  return chance < 1 ? Math.min(60, -Math.log2(chance)) : 0;
}

/** How many numbers are below a limit, or at it. */
function countBelow(ascending: Float64Array, limit: number, inclusive: boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const x = ascending[middle]!;
    if (x < limit || (inclusive && x === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The largest power of two of which all terms of these outputs are multiples; 0 for a mean. */
export function gridOf(setting: Setting, indices: readonly number[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const index of indices) {
    const { left, right, bias, divisor } = setting.termsAt(index);
    if (divisor !== 1) return 0;
    for (let t = 0; t < left.length; t++) {
      const [x, y] = [left[t]!, right[t]!];
      if (Number.isFinite(x) && Number.isFinite(y)) lowest = Math.min(lowest, lowestBit(x) + lowestBit(y));
    }
    if (Number.isFinite(bias)) lowest = Math.min(lowest, lowestBit(bias));
  }
  return Number.isFinite(lowest) ? 2 ** lowest : 0;
}
