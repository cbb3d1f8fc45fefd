import type { ConvShape, NumberFormat } from '../conv/shape.ts';
import type { Availability } from '../engines/engine.ts';
import type { Bits32, Bits64 } from '../float/bits.ts';
import type { ObservedExplanation, ObservedVerdict } from './observed-records.ts';

export const explanationSchemaName = 'lastbit-explain-3';

/**
 * What `lastbit explain` found out about one output of one case. `JSON.stringify` of it is what `--json` prints;
 * docs/json.md describes every field.
 */
export interface Explanation {
  readonly schema: typeof explanationSchemaName;
  readonly case: ExplainedCase;
  /** Every random number of the explanation comes from this seed. */
  readonly seed: number;
  readonly output: OutputExplanation;
}

export interface ExplainedCase {
  readonly operation: ExplainedOperation;
  /** What is summed, where it is not the convolution `shape` itself: an output of the operation in words; else null. */
  readonly place: string | null;
  /** A mean divides the sum by this; else 1. */
  readonly divisor: number;
  /** The format of the numbers in the files, or of most of them. */
  readonly inputFormat: 'binary16' | 'bfloat16' | 'binary32' | 'binary64';
  /** Present where some input is finite and too large for binary32: `--round-inputs` is refused. */
  readonly isBeyond?: true;
  /** What rounding the inputs did to the exact value; null where none was rounded. */
  readonly moved: MovedExact | null;
  readonly shape: ConvShape;
  /** Where the numbers come from: paths as they were given, or words. */
  readonly source: string;
  /** How many inputs were not binary32 numbers and were rounded on request. */
  readonly roundedInputs: number;
  /** All inputs as bits, NHWC and HWIO; null where image and kernel have more than 4,096 numbers. */
  readonly imageBits: readonly Bits32[] | null;
  readonly kernelBits: readonly Bits32[] | null;
}

/** The operation whose output is explained. All but `conv` are explained as one window, a dot product. */
export type ExplainedOperation = 'conv' | 'matmul' | 'dot' | 'sum';

/** How far rounding the inputs to binary32 moved the exact result. */
export interface MovedExact {
  /** The exact value of the inputs as they are in the files: all digits. */
  readonly from: string;
  /** rounded − from, in binary32 ulps of the exact value of the rounded inputs; null where that is 0. */
  readonly ulp: number | null;
  /** |rounded − from| ÷ |from|; null where that is 0. */
  readonly relative: number | null;
}

export interface OutputExplanation {
  readonly index: number;
  /** The same place as NHWC: [batch, row, column, channel]. */
  readonly position: readonly [number, number, number, number];
  /** How many outputs the case has. */
  readonly of: number;
  readonly terms: number;
  /** Terms whose product is not 0: the n of the bounds. */
  readonly nonZeroTerms: number;
  /** Σ|product| ÷ |Σ product|; null where there is no exact value or it is 0. */
  readonly condition: number | null;
  /** Unit roundoff of binary32 times Σ|product|, in binary32 ulps of the exact value. */
  readonly unitErrorUlp: number | null;
  readonly exact: ExactValue;
  readonly grid: ProductGrid | null;
  readonly results: readonly ResultRow[];
  readonly observed: readonly ObservedExplanation[];
  /** Null for binary64 inputs, and for more than 2^20 terms. */
  readonly reachable: Reachable | null;
  readonly scale: ErrorScale;
  readonly recipes: readonly Recipe[];
}

export interface ExactValue {
  /** All digits; "none" where a term holds NaN or an infinity. */
  readonly decimal: string;
  /** significand · 2^exponent in words, such as "188417 · 2^-27". */
  readonly dyadic: string | null;
  readonly binary32Bits: Bits32 | null;
  readonly binary64Bits: Bits64 | null;
  /** Why there is no exact value. */
  readonly because: string | null;
}

/**
 * The largest power of two of which every product is a multiple. Where Σ|product| is at most 2^24 (2^53) such steps, no
 * addition in binary32 (binary64) rounds, whatever the summation tree: every partial sum is a number of the format.
 */
export interface ProductGrid {
  readonly exponent: number;
  /** ⌈log2⌉ of Σ|product| in grid steps. */
  readonly bits: number;
  /** Whether no addition rounds, whatever the summation tree. */
  readonly everyOrderExact: { readonly binary32: boolean; readonly binary64: boolean };
  /** Whether two summation trees differ if products are rounded to the format too; null where neither is known. */
  readonly orderMatters: { readonly binary32: boolean | null; readonly binary64: boolean | null };
}

export interface ResultRow {
  readonly subject: string;
  readonly availability: Availability;
  /** `value`, or `missing`, `declined` or `failed` with a reason. */
  readonly outcome: RowOutcome;
  readonly format: NumberFormat;
  /** Eight or sixteen hexadecimal digits; four in 16 bits. */
  readonly bits: string | null;
  /** All digits. */
  readonly decimal: string | null;
  /** The fewest digits that read back as the same number of this format. */
  readonly shortest: string | null;
  /** computed − exact, in ulps of the exact value in the format of the row. */
  readonly signedErrorUlp: number | null;
  readonly errorUlp: number | null;
  /** |error| ÷ (unit roundoff of the format · Σ|product|). */
  readonly errorOverUP: number | null;
  /** The claim that gives the bound: `dot-any-order`, or another one for algorithms to which it does not apply. */
  readonly boundClaim: string | null;
  /** That bound in the same ulps, rounded upward. */
  readonly boundUlp: number | null;
  readonly withinBound: boolean | null;
  /** Why there is no bound, where `withinBound` is null. */
  readonly boundBecause: string | null;
  /**
   * What the result is, by the bound, by our own algorithms and by the orders that were tried: the kinds are those of
   * observed numbers. Null without a result.
   */
  readonly verdict: ObservedVerdict | null;
  /** Our algorithms that give these bits here, and on how many random cases they gave the same bits. Best first. */
  readonly explainedBy: readonly ExplainedBy[];
  /** Why not all random cases were tried; null if they were. */
  readonly explainedBecause: string | null;
  /** Found by probes. Null for our own algorithms, where there is no result, and for more than 512 terms. */
  readonly revealed: RevealedHere | null;
}

/** Tree and arithmetic of the output, as `lastbit reveal` finds them, with few replays. */
export interface RevealedHere {
  readonly explained: boolean;
  /** Parenthesised; null for more than 64 terms. */
  readonly tree: string | null;
  readonly summary: string | null;
  readonly height: number | null;
  readonly arithmetic: string | null;
  readonly calls: number;
  readonly rounds: number;
  readonly replay: { readonly cases: number; readonly mismatches: number } | null;
  /** Why it is not explained. */
  readonly because: string | null;
}

export type RowOutcome =
  | { readonly kind: 'value' }
  | { readonly kind: 'missing'; readonly reason: string; readonly howToGetIt: string }
  | { readonly kind: 'declined'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export interface ExplainedBy {
  /** The id of one of our own algorithms, `lastbit/sequential`. */
  readonly algorithm: string;
  /** Random cases on which both gave the same bits, and how many were tried. */
  readonly agreed: number;
  readonly tried: number;
}

/** Results of the rounded products under random summation trees. */
export interface Reachable {
  readonly seed: number;
  /** How a tree is drawn, in words. */
  readonly distribution: string;
  readonly tried: number;
  readonly distinct: number;
  readonly smallest: string;
  readonly largest: string;
  /** One entry for each distinct result, from the smallest to the largest. */
  readonly shares: readonly ReachableShare[];
  /** Subjects with a binary32 result that no tried tree gave. */
  readonly notReached: readonly string[];
}

/** How far from the exact value results can be, in binary32 ulps of it; null where it is 0 or does not exist. */
export interface ErrorScale {
  /** The proven bound of any order. */
  readonly worstCaseUlp: number | null;
  /** √n · u · P: the usual size of an error, where roundings are independent. */
  readonly typicalUlp: number | null;
  /** The least and the greatest error of all orders that were tried. */
  readonly reachedUlp: readonly [number, number] | null;
  /** Orders that were tried: random trees, random and sorted loops. */
  readonly orders: number;
  /** How many results all orders have, with rounded and with fused products; null for too many terms. */
  readonly allResults: number | null;
}

export interface ReachableShare {
  readonly bits: Bits32;
  readonly decimal: string;
  /** result − exact in binary32 ulps of the exact value. */
  readonly offsetUlp: number | null;
  readonly count: number;
  readonly share: number;
  readonly subjects: readonly string[];
}

/** A way to make two computations agree, tried on random cases. */
export interface Recipe {
  readonly name: string;
  /** The two computations that were compared. */
  readonly ways: readonly [string, string];
  readonly tried: number;
  readonly equal: number;
  /** Terms of the random cases, where they are shorter than the explained sum. */
  readonly terms?: number;
  /** Time ÷ time of the sequential binary32 sum over the same cases, both measured in this run. */
  readonly relativeTime: number;
  readonly guarantee: string;
  /** The same recipe with pairs of engines. */
  readonly engines: readonly EnginePair[];
}

/** Two subjects, and on how many of the tried random cases they are equal in binary32, whatever the sign of a zero. */
export interface EnginePair {
  readonly first: string;
  readonly second: string;
  readonly tried: number;
  readonly equal: number;
}
