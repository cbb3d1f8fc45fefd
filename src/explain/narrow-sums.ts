import { sumError } from '../float/addition.ts';
import type { Format } from '../float/format.ts';
import { roundExactly } from '../sums/round-exactly.ts';
import { foldTree, type SummationTree } from '../sums/tree.ts';
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
  const roundedProduct = (t: number): number => round(left[t]! * right[t]!);
  // A leaf stays the number of its term until its addition decides whether its product is rounded.
  interface Value {
    readonly term?: number;
    readonly sum: number;
  }
  const result = foldTree<Value>(
    tree,
    (term) => ({ term, sum: 0 }),
    (values) => {
      // The first product of an accumulator has nothing to be fused with.
      const firstTerm = values.every(({ term }) => term !== undefined);
      const numbers = values.map(({ term, sum }, place) => {
        if (term === undefined) return sum;
        return fused && !(firstTerm && place === 0) ? left[term]! * right[term]! : roundedProduct(term);
      });
      return { sum: numbers.slice(1).reduce((sum, x) => roundedSum(sum, x, round, format, mode), numbers[0]!) };
    },
  );
  return result.term === undefined ? result.sum : roundedProduct(result.term);
}

/** a + b, rounded once. */
function roundedSum(a: number, b: number, round: Round, format: Format, mode: Mode): number {
  const sum = a + b;
  const error = sumError(a, b, sum);
  if (error === 0 || sum === 0 || !Number.isFinite(sum)) return round(sum);
  return roundExactly({ high: sum, low: error, below: 0 }, format, mode).high;
}
