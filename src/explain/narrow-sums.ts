import { sumError } from '../float/addition.ts';
import type { Format } from '../float/format.ts';
import { roundExactly } from '../sums/round-exactly.ts';
import { sumProducts } from '../sums/sum-products.ts';
import type { SummationTree } from '../sums/tree.ts';
import { quickRound, type Round } from './quick-round.ts';
import type { PrintedFormat } from './readings.ts';

/** What a narrower arithmetic gives for the window. */
export interface NarrowResult {
  /** What is narrower, short: "TF32 inputs". It goes before "give it". */
  readonly what: string;
  /** The whole computation: "TF32 inputs (to nearest), products and sums in binary32 one after another". */
  readonly name: string;
  readonly value: number;
  /** The narrowest format in which the result is printed. */
  readonly format: PrintedFormat;
  /** Few machines compute so: sums and results toward zero. */
  readonly isRare?: true;
}

export type Mode = 'nearest-even' | 'toward-zero';

/** How products and sums are rounded, each once, to a format of at most 24 bits. */
export interface NarrowArithmetic {
  readonly format: Format;
  readonly mode: Mode;
  /** Whether additions take products exactly, as fused multiply-adds; else each is rounded to the format. */
  readonly fused: boolean;
}

/** The sum along a tree, in this arithmetic. The factors are binary32 numbers. */
export function narrowSum(
  tree: SummationTree,
  left: Float32Array,
  right: Float32Array,
  { format, mode, fused }: NarrowArithmetic,
): number {
  const round = quickRound(format, mode);
  const product = (term: number): number => left[term]! * right[term]!;
  const plus = (a: number, b: number): number => roundedSum(a, b, round, format, mode);
  return sumProducts(tree, {
    // It has nothing to be fused with.
    first: (term) => round(product(term)),
    enter: (term, sum) => plus(sum, fused ? product(term) : round(product(term))),
    plus,
  });
}

/** a + b, rounded once. */
function roundedSum(a: number, b: number, round: Round, format: Format, mode: Mode): number {
  const sum = a + b;
  const error = sumError(a, b, sum);
  if (error === 0 || sum === 0 || !Number.isFinite(sum)) return round(sum);
  return roundExactly({ high: sum, low: error, below: 0 }, format, mode).high;
}
