import { sum32 } from '../float/addition.ts';
import type { Arithmetic } from './accumulation.ts';
import type { WindowShape } from './algorithm.ts';
import type { OrderSink, StreamedOrder } from './stream-schemes.ts';

/** Longer sums are streamed: a program would need a tree with an object for each term. */
export const longestProgram: number = 2 ** 14;

const termsInCache = 2 ** 12;

/** As deep as any order here: 2^52 terms by halves, and what follows them. */
const deepest = 256;

/** The sum of n products from index `base` in this order and arithmetic: the same bits as the program of its tree. */
export function streamSum(
  order: StreamedOrder,
  arithmetic: Arithmetic,
  left: Float32Array,
  right: Float32Array,
  base: number,
  n: number,
  window: WindowShape,
): number {
  const sum = new Stream(arithmetic, left, right, base);
  order(sum, n, window);
  return sum.result();
}

/**
 * A stack of sums. A lone term is kept as its number: if it meets a sum, it is multiplied and added in one step, and
 * two of them begin an accumulator at +0, as `compile` has it.
 */
class Stream implements OrderSink {
  private readonly arithmetic: Arithmetic;
  private readonly left: Float32Array;
  private readonly right: Float32Array;
  private readonly base: number;
  private readonly sums = new Float64Array(deepest);
  /** The number of a lone term, else −1. */
  private readonly terms = new Int32Array(deepest);
  private top = -1;
  private laneSums = new Float64Array(0);
  private laneEnd = 0;

  constructor(arithmetic: Arithmetic, left: Float32Array, right: Float32Array, base: number) {
    this.arithmetic = arithmetic;
    this.left = left;
    this.right = right;
    this.base = base;
  }

  term(term: number): void {
    this.top++;
    this.terms[this.top] = term;
  }

  chain(first: number, end: number, step: number): void {
    const count = Math.ceil((end - first) / step);
    this.term(first);
    if (count === 1) return;
    this.terms[this.top] = -1;
    this.sums[this.top] = this.plusMany(first, count, step, 0);
  }

  lanes(end: number, count: number): void {
    this.laneEnd = end;
    this.laneSums = new Float64Array(count);
    // One lane after another over so many terms, which the cache holds.
    const most = Math.floor(termsInCache / count) * count;
    for (let from = 0; from < end; from += most) {
      const turns = Math.min(most, end - from) / count;
      for (let k = 0; k < count; k++) this.laneSums[k] = this.plusMany(from + k, turns, count, this.laneSums[k]!);
    }
  }

  lane(k: number): void {
    this.term(k);
    // A lane of one term is that term.
    if (this.laneEnd === this.laneSums.length) return;
    this.terms[this.top] = -1;
    this.sums[this.top] = this.laneSums[k]!;
  }

  add(): void {
    const [a, b] = [this.top - 1, this.top];
    const [one, other] = [this.terms[a]!, this.terms[b]!];
    this.top = a;
    this.terms[a] = -1;
    if (one >= 0 && other >= 0) this.sums[a] = this.plus(this.plus(0, one), other);
    else if (other >= 0) this.sums[a] = this.plus(this.sums[a]!, other);
    else if (one >= 0) this.sums[a] = this.plus(this.sums[b]!, one);
    else this.sums[a] = this.joined(this.sums[a]!, this.sums[b]!);
  }

  result(): number {
    const term = this.terms[0]!;
    const sum = term >= 0 ? this.plus(0, term) : this.sums[0]!;
    return this.arithmetic === 'binary64' ? sum : Math.fround(sum);
  }

  private plus(sum: number, term: number): number {
    return this.plusMany(term, 1, 1, sum);
  }

  private plusMany(first: number, count: number, step: number, start: number): number {
    return chained(this.arithmetic, this.left, this.right, this.base + first, count, step, start);
  }

  private joined(one: number, other: number): number {
    const isWide = this.arithmetic === 'binary64' || this.arithmetic.endsWith('wide');
    return isWide ? one + other : Math.fround(one + other);
  }
}

/** `count` products from index `first` on, `step` apart, added to `start` one after another. */
function chained(
  arithmetic: Arithmetic,
  left: Float32Array,
  right: Float32Array,
  first: number,
  count: number,
  step: number,
  start: number,
): number {
  const { fround } = Math;
  const end = first + count * step;
  let sum = start;
  if (arithmetic === 'rounded-products')
    for (let i = first; i !== end; i += step) sum = fround(sum + fround(left[i]! * right[i]!));
  else if (arithmetic === 'fused') for (let i = first; i !== end; i += step) sum = sum32(sum, left[i]! * right[i]!);
  else if (arithmetic === 'two-roundings')
    for (let i = first; i !== end; i += step) sum = fround(sum + left[i]! * right[i]!);
  else if (arithmetic === 'rounded-products-wide')
    for (let i = first; i !== end; i += step) sum += fround(left[i]! * right[i]!);
  else for (let i = first; i !== end; i += step) sum += left[i]! * right[i]!;
  return sum;
}
