import { sum32 } from '../../float/addition.ts';
import { Buckets, type Layer, type Window } from './layer.ts';
import type { Options } from './options.ts';
import { isSingle, type Plan, rounding } from './plan.ts';

/** One pass of the beam over all additions. */
export interface Pass {
  /** +1: makes computed − exact large; −1: makes exact − computed large. */
  readonly sign: 1 | -1;
  /** Entries kept for each node. */
  readonly width: number;
  /** Entries kept of each cell and parity. */
  readonly depth: number;
  /** From 0 to below 1: which options are left out of tables that are too long. */
  readonly phase: number;
  /** What one unit of Σ|products| costs: 0 for the absolute error. */
  readonly price: number;
  /** By operand, the values to look at. Absent: all. */
  readonly windows?: readonly Window[];
  /** What to make large among the entries of the root. Absent: the score. */
  readonly judge?: (choice: Choice) => number;
}

/** The choice of an option for each term, and the values that it gives, by operand. */
export interface Choice {
  readonly options: Int32Array;
  readonly values: Float64Array;
  readonly score: number;
}

/**
 * Bottom-up over the tree: each node keeps many values, spread over its range, with the largest signed error of its
 * subtree that was found for each. An addition tries all pairs of entries of its operands, and adds its own error.
 * Yields the number of pairs after each addition. Errors are exact up to 2^-52 of the values, which is
 * little beside their ulp. Undefined if nothing is inside the windows.
 */
export function* beam(
  plan: Plan,
  options: readonly Options[],
  pass: Pass,
): Generator<number, Choice | undefined, unknown> {
  const { n, left, right } = plan;
  const buckets = new Buckets(pass.width, pass.depth);
  const layers: Layer[] = options.map((table) => layerOfTerm(table, pass));
  for (let k = 0; k < left.length; k++) {
    const [a, b] = [layers[left[k]!]!, layers[right[k]!]!];
    const window = pass.windows?.[n + k] ?? windowOf(a, b);
    buckets.start(window);
    const pairs = combine(buckets, a, b, window, pass.sign, arithmeticOf(plan, k));
    const layer = buckets.layer();
    if (layer.count === 0) return undefined;
    layers.push(layer);
    yield pairs;
  }
  return traced(plan, layers, pass);
}

/** All options of a term, or evenly spread ones, so that two terms have no more pairs than two sums. */
function layerOfTerm(options: Options, { sign, price, width, phase }: Pass): Layer {
  const { value, left, right, error } = options;
  const every = Math.ceil(value.length / Math.max(256, width));
  const sorted = ascending(options);
  const order = sorted.filter((_, i) => i % every === Math.floor(phase * every));
  return {
    count: order.length,
    value: Float64Array.from(order, (i) => value[i]!),
    score: Float64Array.from(order, (i) => sign * error[i]! - price * Math.abs(left[i]! * right[i]!)),
    left: order,
    right: order,
  };
}

const sortedOptions = new WeakMap<Options, Int32Array>();

/** Options by their value. Every pass asks for them, and sorting takes longer than all else about a term. */
function ascending(options: Options): Int32Array {
  const known = sortedOptions.get(options);
  if (known !== undefined) return known;
  const { value } = options;
  const sorted = Int32Array.from(value, (_, i) => i).sort((i, j) => value[i]! - value[j]!);
  sortedOptions.set(options, sorted);
  return sorted;
}

function windowOf(a: Layer, b: Layer): Window {
  const sum = (end: (values: Float64Array) => number): number => Math.fround(end(a.value) + end(b.value));
  return { low: sum(least), high: sum(most) };
}

export function least(values: Float64Array | Int32Array): number {
  let result = Number.POSITIVE_INFINITY;
  for (const value of values) if (value < result) result = value;
  return result;
}

export function most(values: Float64Array | Int32Array): number {
  let result = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > result) result = value;
  return result;
}

/** `single`: rounded once to binary32 from binary32 operands. `once`: from operands with more bits. */
type SumArithmetic = 'single' | 'once' | 'wide' | 'none';

/** Two roundings are one apart from ties that rare inputs meet; from binary32 operands they always are. */
function arithmeticOf(plan: Plan, k: number): SumArithmetic {
  const how = plan.roundings[k]!;
  if (how === rounding.none) return 'none';
  if (how === rounding.binary64) return 'wide';
  if (how === rounding.twice) return 'single';
  return isSingle(plan, plan.left[k]!) && isSingle(plan, plan.right[k]!) ? 'single' : 'once';
}

/** Offers all sums of two entries inside the window; returns how many. */
function combine(
  buckets: Buckets,
  a: Layer,
  b: Layer,
  { low, high }: Window,
  sign: number,
  arithmetic: SumArithmetic,
): number {
  let pairs = 0;
  const slack = (high - low) * 2 ** -10;
  const values = b.value;
  const scores = b.score;
  for (let i = 0; i < a.count; i++) {
    const x = a.value[i]!;
    const score = a.score[i]!;
    // Entries of a layer ascend up to the width of a cell; a few that fall outside the window do no harm.
    const from = firstNotBelow(values, low - slack - x);
    const to = firstNotBelow(values, high + slack - x);
    pairs += to - from;
    if (arithmetic === 'single') {
      for (let j = from; j < to; j++) {
        const sum = x + values[j]!;
        const result = Math.fround(sum);
        buckets.offer(result, score + scores[j]! + sign * (result - sum), i, j);
      }
    } else if (arithmetic === 'once') {
      for (let j = from; j < to; j++) {
        const sum = x + values[j]!;
        const result = sum32(x, values[j]!);
        buckets.offer(result, score + scores[j]! + sign * (result - sum), i, j);
      }
    } else {
      for (let j = from; j < to; j++) {
        const y = values[j]!;
        const sum = x + y;
        const virtual = sum - x;
        const lost = arithmetic === 'none' ? 0 : x - (sum - virtual) + (y - virtual);
        buckets.offer(sum, score + scores[j]! - sign * lost, i, j);
      }
    }
  }
  return pairs;
}

function firstNotBelow(values: Float64Array, bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The best entry of the root, followed back to the terms. */
function traced(plan: Plan, layers: readonly Layer[], { sign, judge }: Pass): Choice {
  const root = layers.at(-1)!;
  const scores = root.score.map((score, i) => {
    const value = root.value[i]!;
    return plan.roundsResult ? score + sign * (Math.fround(value) - value) : score;
  });
  if (judge === undefined) return followed(plan, layers, scores, scores.indexOf(most(scores)));
  let best = followed(plan, layers, scores, 0);
  let merit = judge(best);
  for (let entry = 1; entry < root.count; entry++) {
    const choice = followed(plan, layers, scores, entry);
    const here = judge(choice);
    if (here > merit) [best, merit] = [choice, here];
  }
  return best;
}

function followed({ n, left, right }: Plan, layers: readonly Layer[], scores: Float64Array, root: number): Choice {
  const entry = new Int32Array(n + left.length);
  const values = new Float64Array(n + left.length);
  entry[n + left.length - 1] = root;
  for (let operand = n + left.length - 1; operand >= 0; operand--) {
    const layer = layers[operand]!;
    values[operand] = layer.value[entry[operand]!]!;
    if (operand < n) continue;
    entry[left[operand - n]!] = layer.left[entry[operand]!]!;
    entry[right[operand - n]!] = layer.right[entry[operand]!]!;
  }
  const options = Int32Array.from({ length: n }, (_, term) => layers[term]!.left[entry[term]!]!);
  return { options, values, score: scores[root]! };
}
