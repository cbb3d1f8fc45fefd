import {
  absDyadic,
  addDyadic,
  type Dyadic,
  dyadic,
  dyadicOf,
  dyadicZero,
  multiplyDyadic,
  subtractDyadic,
} from '../float/dyadic.ts';
import type { RoundedArithmetic } from './arithmetic.ts';
import type { ClaimText } from './claim-text.ts';

/** error ≤ bound, both exact. Where the claim is that something is exact or equal, the bound is zero. */
export interface Inequality {
  readonly error: Dyadic;
  readonly bound: Dyadic;
}

/**
 * Speaks of a few operations on a few numbers of any binary format: of its rules, not of any library. u is 2^-p for p
 * significant bits, e the exponent of the smallest normal number, η = 2^(e−p) half the smallest subnormal one.
 */
export interface OperationClaim extends ClaimText {
  readonly kind: 'operation';
  readonly operands: number;
  /** The hypothesis that fails, in words, overflow in the end among them; undefined where all hold. */
  failedHypothesis(operands: readonly number[], arithmetic: RoundedArithmetic): string | undefined;
  inequality(operands: readonly number[], arithmetic: RoundedArithmetic): Inequality;
  /** Operands of binary32 for which the bound is attained, or all but; none where it is zero. */
  readonly sharpExample?: readonly number[];
}

/** The hypothesis of most: no result is infinite. */
export function overflow(...results: readonly number[]): string | undefined {
  return results.every(Number.isFinite) ? undefined : 'a result overflows';
}

/** |computed − exact|. */
export function distance(computed: number, exact: Dyadic): Dyadic {
  return absDyadic(subtractDyadic(dyadicOf(computed), exact));
}

export const exactSum = (...terms: readonly number[]): Dyadic =>
  terms.reduce((sum, term) => addDyadic(sum, dyadicOf(term)), dyadicZero);
export const exactProduct = (a: number, b: number): Dyadic => multiplyDyadic(dyadicOf(a), dyadicOf(b));

/** Nothing is allowed. */
export const exactly = (error: Dyadic): Inequality => ({ error, bound: dyadicZero });

/** error ≤ u/(1+u)·size, multiplied by 2^p + 1, so that it needs no division. */
export function withinRounding(error: Dyadic, size: Dyadic, { format }: RoundedArithmetic): Inequality {
  const scale = dyadic(2n ** BigInt(format.precision) + 1n, 0);
  return { error: multiplyDyadic(error, scale), bound: absDyadic(size) };
}

/** k for 2^k ≤ |x| < 2^(k+1). */
export function leadingExponent(x: number): number {
  const { significand, exponent } = absDyadic(dyadicOf(x));
  return exponent + significand.toString(2).length - 1;
}

/** Why a claim that rounds to more than twice the bits says nothing of a format that is too wide for that. */
export function notNarrow({ format }: RoundedArithmetic): string | undefined {
  return format.precision <= 24 ? undefined : 'twice the bits of the format are more than can be had';
}
