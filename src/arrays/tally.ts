import type { Format } from '../float/format.ts';
import type { Narrowing } from '../sums/narrow-inputs.ts';
import type { CellRatios, ErrorMap } from './error-map.ts';

/**
 * A way to compute with rounding, in any order: inputs are narrowed first, if at all; products and sums are rounded to
 * nearest in the format of the accumulator or a wider one; the sum is rounded once to the type of the answer.
 */
export interface ArithmeticModel {
  /** Ends a sentence: "binary32", "TF32 inputs, binary32 sums". */
  readonly name: string;
  readonly inputs?: Narrowing;
  readonly accumulator: Format;
  /** Whether integers, too, are summed in the accumulator, because the user said so. Else they are summed exactly. */
  readonly isGiven?: boolean;
  /** What errors before the last rounding may be whatever the terms of an output: of a method that mixes outputs. */
  readonly normwise?: number;
}

/** One output against its bound. */
export interface JudgedElement {
  /** C order of the file of the answer. */
  readonly index: number;
  readonly computed: number;
  /** Rounded once to binary64; NaN where there is no exact value. */
  readonly exact: number;
  /** |computed − exact| in ulps of the exact value in the format of the answer. */
  readonly errorUlp: number;
  /** Of any order; NaN where it does not apply. */
  readonly bound: number;
  /** ∞ where the bound is 0 or `computed` is not finite and should be. */
  readonly errorOverBound: number;
}

/** What outputs of one answer are under one model, counted. Counts of parts of an answer add up. */
export interface OutputCounts {
  readonly outputs: number;
  /** Equal to the exact value rounded once to the type of the answer; modulo 2^k, of an integer that wraps around. */
  readonly correctlyRounded: number;
  /** Integers that wrap around: equal to the exact value modulo 2^k, which their type does not hold. */
  readonly wrapped: number;
  /** Within the bound, or the NaN or infinity that every order gives. */
  readonly within: number;
  /** Outside the bound, by exact arithmetic or by a proven enclosure, or a NaN or infinity that no order gives. */
  readonly wrong: number;
  /** A NaN or an infinity that some orders give, because they overflow; or an integer in the place of one. */
  readonly notJudged: number;
  /** Σ (error ÷ (u · P))² over the judged outputs with a finite error, for the root of its mean. */
  readonly squaredErrorOverUP: number;
  /** Σ (computed − exact) ÷ (u · P) over the same outputs, for the mean. */
  readonly errorOverUP: number;
  /** Outputs whose exact value is no number of the type of the answer; NaN where the loops do not know all exactly. */
  readonly inexact: number;
  /** The largest errors ÷ bound first, at most 20. */
  readonly worst: readonly JudgedElement[];
}

/** All outputs of one answer. */
export interface Tally extends OutputCounts {
  readonly largest: JudgedElement | undefined;
  /** One bit for each output, by its index: whether it is wrong. */
  readonly isWrong: Uint8Array;
  /** If one is wanted. */
  readonly map?: ErrorMap;
}

/** A part of a tally, as a plain record that threads can exchange. */
export interface PartialTally extends OutputCounts {
  readonly wrongIndices: Float64Array;
  readonly cells?: CellRatios;
}
