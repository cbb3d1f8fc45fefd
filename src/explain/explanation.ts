import type { ConvShape, NumberFormat } from '../conv/shape.ts';
import type { Availability } from '../engines/engine.ts';
import type { Bits32, Bits64 } from '../float/bits.ts';

export const explanationSchemaName = 'lastbit-explain-2';

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
  readonly shape: ConvShape;
  /** Where the numbers come from: paths as they were given, or words. */
  readonly source: string;
  /** How many inputs were not binary32 numbers and were rounded on request. */
  readonly roundedInputs: number;
  /** All inputs as bits, NHWC and HWIO; null where image and kernel have more than 4,096 numbers. */
  readonly imageBits: readonly Bits32[] | null;
  readonly kernelBits: readonly Bits32[] | null;
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
  /** Null until random trees have been tried. */
  readonly reachable: Reachable | null;
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
  /** The claim that gives the bound: `dot-any-order`, or another one for algorithms to which it does not apply. */
  readonly boundClaim: string | null;
  /** That bound in the same ulps, rounded upward. */
  readonly boundUlp: number | null;
  readonly withinBound: boolean | null;
  /** Why there is no bound, where `withinBound` is null. */
  readonly boundBecause: string | null;
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

export interface ObservedExplanation {
  readonly name: string;
  readonly printed: string;
  /** Subjects and our own algorithms whose result prints as this decimal, rounded or cut off at its last place. */
  readonly consistentWith: readonly string[];
  /** Some binary32 number prints as this decimal. */
  readonly possibleBinary32: boolean;
  /** Whether the decimal itself is a number of the format: it may have been printed in full. */
  readonly printedInFull: { readonly binary32: boolean; readonly binary64: boolean };
  readonly rounded: ObservedInterval;
  readonly truncated: ObservedInterval;
  /** The binary32 number that prints as this decimal in either way, if there is only one. */
  readonly pinned: { readonly bits: Bits32; readonly decimal: string } | null;
  /** printed − exact in binary32 ulps of the exact value; null without an exact value, and where it is 0. */
  readonly signedErrorUlp: number | null;
  /** The bound of any order in binary32, whatever is flushed to zero, in the same ulps. */
  readonly boundUlp: number | null;
  /** Of the numbers that print so, the least error ÷ that bound; null where the bound does not apply. */
  readonly errorOverBound: number | null;
  /** The same in sentences. */
  readonly statement: string;
}

export interface ObservedInterval {
  readonly low: string;
  readonly high: string;
  readonly lowIncluded: boolean;
  readonly highIncluded: boolean;
  /** How many numbers of each format lie in it: an integer; beyond 2^53 the nearest binary64 number. */
  readonly binary32Count: number;
  readonly binary64Count: number;
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
