import type { Bits32 } from '../float/bits.ts';

/**
 * - `reached`: a computation or an order of additions gives it.
 * - `within-reach`: it lies between results that orders give, but none of those tried gives it.
 * - `outside-reach`: within the bound of any order, but outside of what all orders that were tried give.
 * - `no-rounding`: outside the bound of any order, or a finite number where every order overflows.
 * - `impossible`: no number of the format prints so, or no addition rounds and another number is due.
 * - `due`, `possible`, `not-due`: NaN or an infinity that comes out of every order, of some, of none.
 * - `undecided`: the bound does not apply, and none of the orders that were tried gives it.
 */
export type ObservedVerdict =
  | 'reached'
  | 'within-reach'
  | 'outside-reach'
  | 'no-rounding'
  | 'impossible'
  | 'due'
  | 'possible'
  | 'not-due'
  | 'undecided';

export interface ObservedExplanation {
  readonly name: string;
  readonly printed: string;
  readonly verdict: ObservedVerdict;
  /** The verdict and its evidence in one sentence, which begins with the name. */
  readonly answer: string;
  /** How the digits were read, in words. */
  readonly reading: string;
  /** The computations and orders that give it, the plainest first. */
  readonly reachedBy: readonly ReachedBy[];
  /** Narrower arithmetics that give it, the plainest first; not asked where rounding in binary32 gives it. */
  readonly narrower: readonly NarrowerArithmetic[];
  /** How likely a match is by chance; null without a match. */
  readonly chance: ChanceOfMatch | null;
  /** Where it lies among the results of random trees; null without such results. */
  readonly place: PlaceAmongResults | null;
  /** Subjects and our own algorithms whose result prints as this decimal, in any of the ways in which it is read. */
  readonly consistentWith: readonly string[];
  /** Some binary32 number prints as this decimal. */
  readonly possibleBinary32: boolean;
  /** Whether the decimal itself is a number of the format: it may have been printed in full. */
  readonly printedInFull: { readonly binary32: boolean; readonly binary64: boolean };
  /** Null for NaN and infinities, as are the two fields below. */
  readonly rounded: ObservedInterval | null;
  readonly truncated: ObservedInterval | null;
  /** The binary32 number that has these as its shortest digits. */
  readonly shortest: { readonly bits: Bits32; readonly decimal: string } | null;
  /** The binary32 number that prints as this decimal in either way, if there is only one. */
  readonly pinned: { readonly bits: Bits32; readonly decimal: string } | null;
  /** printed − exact in binary32 ulps of the exact value; null without an exact value, and where it is 0. */
  readonly signedErrorUlp: number | null;
  /** |printed − exact| ÷ (2^-24 · Σ|product|). */
  readonly errorOverUP: number | null;
  /** The bound of any order in binary32, whatever is flushed to zero, in the same ulps. */
  readonly boundUlp: number | null;
  /** Of the numbers that print so, the least error ÷ that bound; null where the bound does not apply. */
  readonly errorOverBound: number | null;
  /** What the decimal can stand for, and who gives it, in sentences. */
  readonly statement: string;
}

export interface ReachedBy {
  /** Completes the sentence "It is what … gives". */
  readonly name: string;
  /** The subject or the algorithm of lastbit; null for an order that is none of these. */
  readonly subject: string | null;
  /** How the digits are read where they are this result; null where the order gives what they were read as. */
  readonly reading: 'shortest' | 'exact' | 'rounded' | 'truncated' | null;
}

export interface NarrowerArithmetic {
  /** What is narrower, short: "TF32 inputs". */
  readonly what: string;
  /** The whole computation, or orders. */
  readonly name: string;
  /** `value`: this computation prints so. `orders`: random orders do, or it lies among their results. */
  readonly by: 'value' | 'orders';
}

export interface ChanceOfMatch {
  /** How many of the tried computations would match by chance. */
  readonly expected: number;
  /** Different computations that were tried. */
  readonly tried: number;
  /** How the expectation was computed. */
  readonly how: string;
}

export interface PlaceAmongResults {
  /** Random summation trees. */
  readonly tried: number;
  /** Shares of the trees whose result is below it, prints as it, and is above it. */
  readonly below: number;
  readonly equal: number;
  readonly above: number;
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
