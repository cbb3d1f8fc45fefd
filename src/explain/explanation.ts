import type { ConvShape, NumberFormat } from '../conv/shape.ts';
import type { Availability } from '../engines/engine.ts';
import type { Bits32, Bits64 } from '../float/bits.ts';

/** What `lastbit explain` found out: numbers, never text to be printed. Written as JSON it is what docs/json.md describes. */
export interface Explanation {
  readonly case: ExplainedCase;
  /** Every random number drawn on the way comes from this one. */
  readonly seed: number;
  readonly outputs: readonly OutputExplanation[];
}

export interface ExplainedCase {
  readonly shape: ConvShape;
  /** Where the numbers come from: a path as it was given, or words. */
  readonly source: string;
  /** How many inputs were no binary32 numbers and were rounded because the user asked for it. */
  readonly roundedInputs: number;
  /** All inputs as bits, NHWC and HWIO; null for larger cases than 4,096 numbers. */
  readonly imageBits: readonly Bits32[] | null;
  readonly kernelBits: readonly Bits32[] | null;
}

export interface OutputExplanation {
  readonly index: number;
  /** The same place as NHWC: [batch, row, column, channel]. */
  readonly position: readonly [number, number, number, number];
  /** Outputs of the case in all. */
  readonly of: number;
  readonly terms: number;
  /** Terms whose product is not zero: the n of the bounds. */
  readonly nonZeroTerms: number;
  /** Σ|product| ÷ |Σ product|; null where there is no exact value or it is 0. */
  readonly condition: number | null;
  /** Unit roundoff of binary32 times Σ|product|, in binary32 ulps of the exact value. */
  readonly unitErrorUlp: number | null;
  readonly exact: ExactValue;
  readonly grid: ProductGrid | null;
  readonly results: readonly ResultRow[];
  readonly observed: readonly ObservedExplanation[];
  readonly reachable: Reachable | null;
  readonly recipes: readonly Recipe[];
}

export interface ExactValue {
  /** All digits; "none" where an input that takes part is NaN or infinite. */
  readonly decimal: string;
  /** significand · 2^exponent in words, such as "188417 · 2^-27". */
  readonly dyadic: string | null;
  readonly binary32Bits: Bits32 | null;
  readonly binary64Bits: Bits64 | null;
  /** Why there is no exact value. */
  readonly because: string | null;
}

/**
 * The coarsest grid of powers of two that holds all products: where Σ|product| is at most 2^24 (2^53) of its steps, no
 * addition in binary32 (binary64) rounds, in whatever order, because every partial sum is a grid point that the format holds.
 */
export interface ProductGrid {
  readonly exponent: number;
  /** ⌈log2⌉ of Σ|product| in grid steps. */
  readonly bits: number;
  readonly everyOrderExact: { readonly binary32: boolean; readonly binary64: boolean };
}

export interface ResultRow {
  readonly subject: string;
  readonly availability: Availability;
  /** What became of the question: `value`, `missing`, `declined` or `failed`, the latter three with a reason. */
  readonly outcome: RowOutcome;
  readonly format: NumberFormat;
  readonly bits: Bits32 | Bits64 | null;
  /** All digits. */
  readonly decimal: string | null;
  /** The fewest digits that read back as the same number of this format. */
  readonly shortest: string | null;
  /** computed − exact, in ulps of the exact value in the format of the row. */
  readonly signedErrorUlp: number | null;
  readonly errorUlp: number | null;
  /** |error| ÷ (unit roundoff of the format · Σ|product|). */
  readonly errorOverUP: number | null;
  /** The claim whose proven bound is used: `dot-any-order`, or another one for subjects that are no sums in any order. */
  readonly boundClaim: string | null;
  /** That bound in the same ulps, rounded upward. */
  readonly boundUlp: number | null;
  readonly withinBound: boolean | null;
  /** Why the bound says nothing here, where `withinBound` is null. */
  readonly boundBecause: string | null;
  /** Orders that give these bits here, and on how many random cases of the shape they gave the same bits. Best first. */
  readonly explainedBy: readonly ExplainedBy[];
  /** Why the random cases were not all tried, if they were not. */
  readonly explainedBecause: string | null;
  /** Found by probes, whatever orders there are to compare with; null for our own orders, where there is no result, and for more than 512 terms. */
  readonly revealed: RevealedHere | null;
}

/** Tree and arithmetic of the one output, as `lastbit reveal` finds them, with few replays. */
export interface RevealedHere {
  readonly explained: boolean;
  /** Parenthesised, up to 64 terms. */
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
  readonly order: string;
  readonly agreed: number;
  readonly tried: number;
}

export interface ObservedExplanation {
  readonly name: string;
  readonly printed: string;
  /** Subjects, our own orders among them, whose result prints so, rounded or cut off at this place. */
  readonly consistentWith: readonly string[];
  /** Some binary32 number prints so. */
  readonly possibleBinary32: boolean;
  /** The decimal itself is a number of the format: it may have been printed in full. */
  readonly printedInFull: { readonly binary32: boolean; readonly binary64: boolean };
  readonly rounded: ObservedInterval;
  readonly truncated: ObservedInterval;
  /** The one binary32 number that prints so in either way, if there is only one. */
  readonly pinned: { readonly bits: Bits32; readonly decimal: string } | null;
  readonly statement: string;
}

export interface ObservedInterval {
  readonly low: string;
  readonly high: string;
  readonly lowIncluded: boolean;
  readonly highIncluded: boolean;
  /** How many numbers of the format lie in it (an integer; beyond 2^53 the nearest binary64 number). */
  readonly binary32Count: number;
  readonly binary64Count: number;
}

export interface Reachable {
  readonly seed: number;
  /** In words, how an order is drawn. */
  readonly distribution: string;
  readonly tried: number;
  readonly distinct: number;
  readonly smallest: string;
  readonly largest: string;
  /** One entry a distinct result, from the smallest to the largest. */
  readonly shares: readonly ReachableShare[];
  /** Subjects with a binary32 result that no tried order gave. */
  readonly notReached: readonly string[];
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

export interface Recipe {
  readonly name: string;
  /** The two different ways that were compared. */
  readonly ways: readonly [string, string];
  readonly tried: number;
  readonly equal: number;
  /** Time ÷ time of a plain binary32 loop over the same cases, both measured in this run. */
  readonly relativeCost: number;
  readonly guarantee: string;
  /** The same recipe with real engines: two of them, and on how many random cases their results had the same bits. */
  readonly engines: readonly EnginePair[];
}

export interface EnginePair {
  readonly first: string;
  readonly second: string;
  readonly tried: number;
  readonly equal: number;
}
