import { sum32 } from '../../float/addition.ts';
import type { Choice } from './beam.ts';
import type { Options } from './options.ts';
import { isSingle, type Plan, rounding } from './plan.ts';

/** What guides a greedy walk. */
export interface Prices {
  /** +1: makes computed − exact large; −1: makes exact − computed large. */
  readonly sign: 1 | -1;
  /**
   * What a unit of a sum of this sign is worth while m of the largest number h of additions follow: price ·
   * (m/h)^power.
   */
  readonly side: 1 | -1;
  readonly price: number;
  readonly power: number;
  /** What a unit of Σ|products| costs. */
  readonly cost: number;
}

/** How many additions follow after each addition of a plan, up to the root. */
export function additionsAfter({ n, left, right }: Plan): Int32Array {
  const after = new Int32Array(left.length);
  for (let k = left.length - 1; k >= 0; k--) {
    for (const operand of [left[k]!, right[k]!]) if (operand >= n) after[operand - n] = after[k]! + 1;
  }
  return after;
}

/**
 * One walk over the additions of a plan. Where an operand is a term, the option is chosen that gives the most error now
 * plus the price of the value: large sums err more later. Of two terms, the left one is chosen first, by its own error
 * and price. Scores are exact up to 2^-52 of the values.
 */
export function priceGreedy(plan: Plan, options: readonly Options[], after: Int32Array, prices: Prices): Choice {
  const { n, left, right, roundings } = plan;
  const { sign, side, price, power, cost } = prices;
  const values = new Float64Array(n + left.length);
  const chosen = new Int32Array(n);
  const highest = Math.max(1, ...after);
  let score = 0;
  /** Chooses the option of a term that is added to `sum`, −0 for none, and returns the result. */
  const choose = (term: number, sum: number, how: number, worth: number, once: boolean): number => {
    const { value, error, left: x, right: y } = options[term]!;
    let best = Number.NEGATIVE_INFINITY;
    let gained = 0;
    let result = 0;
    for (let i = 0; i < value.length; i++) {
      const exact = sum + value[i]!;
      const rounded = once
        ? sum32(sum, value[i]!)
        : how === rounding.none || how === rounding.binary64
          ? exact
          : Math.fround(exact);
      const gain = sign * (error[i]! + (rounded - exact)) - cost * Math.abs(x[i]! * y[i]!);
      if (gain + worth * rounded <= best) continue;
      best = gain + worth * rounded;
      gained = gain;
      result = rounded;
      chosen[term] = i;
    }
    score += gained;
    values[term] = value[chosen[term]!]!;
    return result;
  };
  for (let k = 0; k < left.length; k++) {
    const [a, b, how] = [left[k]!, right[k]!, roundings[k]!];
    const worth = side * price * (after[k]! / highest) ** power;
    const once = how === rounding.binary32 && !(isSingle(plan, a) && isSingle(plan, b));
    if (a < n && b < n) choose(a, -0, rounding.none, worth, false);
    if (a < n && b >= n) values[n + k] = choose(a, values[b]!, how, worth, once);
    else if (b < n) values[n + k] = choose(b, values[a]!, how, worth, once);
    else {
      const exact = values[a]! + values[b]!;
      const rounded =
        how === rounding.binary32 ? sum32(values[a]!, values[b]!) : how === rounding.twice ? Math.fround(exact) : exact;
      score += sign * (rounded - exact);
      values[n + k] = rounded;
    }
  }
  const root = values.at(-1)!;
  if (plan.roundsResult) score += sign * (Math.fround(root) - root);
  return { options: chosen, values, score };
}
