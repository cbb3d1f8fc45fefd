import type { ElementType } from '../float/element-type.ts';

/**
 * What `lastbit judge` says about arrays that others computed, as plain JSON. Numbers are JSON numbers in binary64,
 * exactly; NaN, the infinities and −0 are words.
 */
export interface ArrayJudgement {
  readonly schema: 'lastbit-judge-1';
  /** The gravest of the answers: a defect, then narrower arithmetic, then not judged, then rounding. */
  readonly verdict: ArrayVerdict;
  /** One sentence, for the verdict of all answers; about how two differ if all are roundings. */
  readonly answer: string;
  readonly question: QuestionRecord;
  /** One for each answer, in the order in which they were given. */
  readonly outputs: readonly AnswerJudgement[];
  /** One for each pair of answers, in the same order. */
  readonly comparisons: readonly AnswerComparison[];
}

/** What `lastbit judge` prints: also how the files were read, where they leave it open, a sentence each. */
export interface JudgementOfFiles extends ArrayJudgement {
  readonly reading: readonly string[];
}

/**
 * - `rounding`: every judged output is within the bound of any order of summation.
 * - `narrower`: not of the stated arithmetic, but of narrower arithmetic, which is named.
 * - `defect`: at least one output is outside the bound, and no arithmetic explains all of them.
 * - `not-judged`: no output has an exact value, or overflow is not excluded.
 */
export type ArrayVerdict = 'rounding' | 'narrower' | 'defect' | 'not-judged';

/** A number of the data. NaN, the infinities and −0 are no JSON numbers. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity' | '-0';

export interface QuestionRecord {
  readonly operation: 'conv' | 'matmul' | 'dot' | 'sum';
  readonly inputs: readonly InputRecord[];
  /** The sizes of an answer and the names of its axes, the slowest first. */
  readonly outputSizes: readonly number[];
  readonly outputAxes: readonly string[];
  readonly outputs: number;
  /** The most terms that one output has, the bias not counted. */
  readonly terms: number;
}

export interface InputRecord {
  readonly role: 'image' | 'kernel' | 'bias' | 'left' | 'right' | 'summed';
  readonly path: string;
  readonly type: ElementType;
  readonly sizes: readonly number[];
}

export interface AnswerJudgement {
  readonly name: string;
  readonly path: string;
  readonly type: ElementType;
  readonly verdict: ArrayVerdict;
  /** One sentence. */
  readonly answer: string;
  /** Further sentences, the most telling first: evidence and what the data do not show. */
  readonly notes: readonly string[];
  readonly outputs: number;
  /** Under `stated`; the three sum to `outputs`. */
  readonly within: number;
  readonly wrong: number;
  readonly notJudged: number;
  /** Equal to the exact value rounded once to the type of the answer. */
  readonly correctlyRounded: number;
  /** Integers that wrap around, as their type does. */
  readonly wrapped: number;
  /** Outputs whose exact value is no number of the type; null where sums are not exact, so that nearly all are. */
  readonly inexact: number | null;
  /** The largest error ÷ bound under `stated`; null if nothing was judged. */
  readonly largest: ElementRecord | null;
  /** The largest errors ÷ bound first, at most 20. */
  readonly worst: readonly ElementRecord[];
  readonly scale: ErrorScale | null;
  /** The arithmetic that was assumed: from the type of the answer, or as the user said. */
  readonly stated: string;
  /** The arithmetic that explains every judged output, plainest; null if none does. Several if the data fit several. */
  readonly model: string | null;
  /** Whether this arithmetic is the stated one, or sums in the format of the answer. */
  readonly allowed: boolean;
  readonly models: readonly ModelRecord[];
  /** Summation algorithms that give every output of a sample bit for bit, the plainest first. */
  readonly algorithms: readonly AlgorithmRecord[];
  /** Where the wrong outputs are, as phrases: "the last column". None if nothing is wrong, or they are everywhere. */
  readonly places: readonly string[];
  /** What the wrong outputs are, the likeliest first. None unless the data show it. */
  readonly faults: readonly FaultRecord[];
}

export interface ElementRecord {
  /** C order of the file of the answer. */
  readonly index: number;
  /** One for each axis of the answer, in its order. */
  readonly place: readonly PlaceOnAxis[];
  readonly computed: JsonNumber;
  /** Rounded once to binary64; NaN where there is no exact value. */
  readonly exact: JsonNumber;
  readonly errorUlp: JsonNumber;
  readonly bound: JsonNumber;
  readonly errorOverBound: JsonNumber;
}

/** `{ axis: "row", at: 3, of: 224 }`. */
export interface PlaceOnAxis {
  readonly axis: string;
  readonly at: number;
  readonly of: number;
}

/** Errors in units of u·P, where P is the sum of |terms| and u half an ulp of 1 in the accumulator. */
export interface ErrorScale {
  /** The root of the mean square. */
  readonly rootMeanSquare: JsonNumber;
  /** With its sign: far from 0 in units of `rootMeanSquare` if errors go one way. */
  readonly mean: JsonNumber;
  readonly largest: JsonNumber;
  /**
   * What random roundings of n terms of one sign reach: √n, for the most terms that an output has. A last rounding to a
   * narrower type adds the ratio of the two u, here and in the worst case.
   */
  readonly squareRoot: number;
  /** What no order exceeds: n. */
  readonly worstCase: number;
}

/** A model that was tried, and how many of the tried outputs are within its bound. */
export interface ModelRecord {
  readonly name: string;
  readonly tried: number;
  readonly explained: number;
  /** Root mean square of error ÷ (u · P) under this model, over the tried outputs. */
  readonly rootMeanSquare: JsonNumber;
}

export interface AlgorithmRecord {
  /** The name under `lastbit/`, or "correctly-rounded". */
  readonly name: string;
  /** The order of the terms: of the loops, or channels outermost. */
  readonly order: 'rows, columns, channels' | 'channels, rows, columns';
  /** Ends "equal bit for bit to …". */
  readonly words: string;
  /** How many outputs were compared, all equal. */
  readonly compared: number;
  /** How many of these differ from the correctly rounded result, so that they tell something. */
  readonly telling: number;
}

export interface FaultRecord {
  /** `flipped-kernel`, `unwritten`; names do not change. */
  readonly id: string;
  /** A clause: "the kernel is flipped". */
  readonly words: string;
  /** Of the wrong outputs, how many were tried and how many are what this fault gives. */
  readonly tried: number;
  readonly explained: number;
}

/** Two answers to one question. */
export interface AnswerComparison {
  readonly names: readonly [string, string];
  /** One sentence. */
  readonly answer: string;
  readonly outputs: number;
  /** The same bits; all NaN are the same. */
  readonly equal: number;
  /** Whether every output of both is within the bound of any order: "both are right". */
  readonly bothRight: boolean;
  /** The root of the mean square and the largest error of each, in ulps of the exact value in the wider type. */
  readonly errors: readonly [ErrorInUlps, ErrorInUlps];
  /** On how many of the sampled outputs the first is nearer to the exact value, and the second; the rest are ties. */
  readonly nearer: readonly [first: number, second: number];
  /** How many outputs `errors` and `nearer` are about: all of them, or a sample spread over the array. */
  readonly compared: number;
  /** In C order. */
  readonly firstDifference: DifferenceRecord | null;
  readonly largestDifference: DifferenceRecord | null;
}

export interface ErrorInUlps {
  readonly rootMeanSquare: JsonNumber;
  readonly largest: JsonNumber;
}

export interface DifferenceRecord {
  readonly index: number;
  readonly place: readonly PlaceOnAxis[];
  readonly computed: readonly [JsonNumber, JsonNumber];
  readonly exact: JsonNumber;
  readonly difference: JsonNumber;
  /** What two roundings of this output can differ by at most. */
  readonly sumOfBounds: JsonNumber;
}

/** As JSON holds it. */
export function jsonNumber(x: number): JsonNumber {
  if (Object.is(x, -0)) return '-0';
  return Number.isFinite(x) ? x : (String(x) as JsonNumber);
}
