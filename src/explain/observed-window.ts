import type { WideFormat } from '../conv/shape.ts';
import { type Dyadic, dyadic, dyadicOf, multiplyDyadic, subtractDyadic, toBinary64 } from '../float/dyadic.ts';
import type { WindowShape } from '../sums/algorithm.ts';
import type { Candidate } from './ask-subject.ts';
import type { ErrorScale } from './explanation.ts';
import type { Transform } from './normwise.ts';
import { type OutputFacts, ratioOf, ulpExponent } from './output-facts.ts';
import type { SpecialResults } from './overflow.ts';
import type { Reach } from './reach.ts';

/** What is known about a window when the observed numbers are judged. */
export interface ObservedWindow {
  /** Binary32 factors; narrower arithmetics are tried on them. */
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly window: WindowShape;
  /** The format of the inputs: the bound and the orders are those of sums in it. */
  readonly base: WideFormat;
  /** Narrow sums that the inputs suggest, because they are numbers of this format. */
  readonly inputFormat?: 'binary16' | 'bfloat16';
  /** Whether `left` and `right` are rounded binary64 inputs. */
  readonly isRounded: boolean;
  /** A mean divides the sum by this; else 1. */
  readonly divisor: number;
  readonly facts: OutputFacts;
  /** The bound of any order, whatever is flushed; undefined where it does not apply. */
  readonly anyOrder: Dyadic | undefined;
  readonly special: SpecialResults;
  /** Of binary64 inputs: the same for inputs and sums in binary32. */
  readonly specialInBinary32?: SpecialResults;
  /** Transforms that may compute the convolution of which this is an output. */
  readonly transforms: readonly Transform[];
  readonly candidates: readonly Candidate[];
  /** Undefined for binary64 inputs and for long sums, whose orders are not tried. */
  readonly reach: Reach | undefined;
}

/** The least and the greatest finite result of all orders that were tried; undefined if there is none. */
export function hullOf({ reach, candidates }: ObservedWindow): readonly [number, number] | undefined {
  if (reach === undefined) return undefined;
  const { trees, chains, all } = reach;
  const numbers = [
    ...[trees.values.find(Number.isFinite), trees.values.findLast(Number.isFinite), chains.smallest, chains.largest],
    ...(all === undefined ? [] : [...all.fused.keys(), ...all.rounded.keys()]),
    ...candidates.flatMap(({ subject, format, value }) =>
      format === 'binary32' && subject.startsWith('lastbit/') ? [value] : [],
    ),
  ].filter((x): x is number => x !== undefined && Number.isFinite(x));
  return numbers.length === 0 ? undefined : [Math.min(...numbers), Math.max(...numbers)];
}

/** How many orders were tried. */
export function ordersTried(reach: Reach | undefined): number {
  return reach === undefined ? 0 : reach.trees.tried + reach.chains.tried + reach.chains.sorted.length;
}

/** The scale between the results that orders reach and the worst case. */
export function scaleOf(window: ObservedWindow): ErrorScale {
  const { facts, anyOrder, reach, base } = window;
  const { sum, absoluteSum, nonZeroTerms } = facts;
  const ulp = sum === undefined || sum.significand === 0n ? undefined : dyadic(1n, ulpExponent(sum, base));
  const unitError = absoluteSum && multiplyDyadic(absoluteSum, dyadic(1n, base === 'binary32' ? -24 : -53));
  const hull = hullOf(window);
  const offset = (x: number): number => toBinary64(subtractDyadic(dyadicOf(x), sum!)) / toBinary64(ulp!);
  return {
    worstCaseUlp: ulp === undefined || anyOrder === undefined ? null : ratioOf(anyOrder, ulp),
    typicalUlp: ulp === undefined || unitError === undefined ? null : Math.sqrt(nonZeroTerms) * ratioOf(unitError, ulp),
    reachedUlp: ulp === undefined || hull === undefined ? null : [offset(hull[0]), offset(hull[1])],
    orders: ordersTried(reach),
    allResults: reach?.all === undefined ? null : reach.all.fused.size,
  };
}
