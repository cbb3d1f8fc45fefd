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
import type { ClaimText } from './claim-text.ts';
import type { RoundedArithmetic } from './rounded-arithmetic.ts';

/** error ≤ bound, both exact. The bound is zero if the claim is that something is exact or equal. */
export interface Inequality {
  readonly error: Dyadic;
  readonly bound: Dyadic;
}

/**
 * About a few operations on a few numbers of any binary format: a rule of the format, not of a library. u is 2^-p for p
 * significant bits, e the exponent of the smallest normal number, η = 2^(e−p) half the smallest subnormal one.
 */
export interface OperationClaim extends ClaimText {
  readonly kind: 'operation';
  readonly operands: number;
  /** The hypothesis that fails, in words, overflow included; undefined if all hold. */
  failedHypothesis(operands: readonly number[], arithmetic: RoundedArithmetic): string | undefined;
  inequality(operands: readonly number[], arithmetic: RoundedArithmetic): Inequality;
  /** Operands of binary32 that reach the bound, or nearly; none if the bound is zero. */
  readonly sharpExample?: readonly number[];
}

/** The hypothesis of most claims: no result is infinite. */
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

/** No error is allowed. */
export const exactly = (error: Dyadic): Inequality => ({ error, bound: dyadicZero });

/** error ≤ u/(1+u)·size, with both sides multiplied by 2^p + 1 to avoid a division. */
export function withinRounding(error: Dyadic, size: Dyadic, { format }: RoundedArithmetic): Inequality {
  const scale = dyadic(2n ** BigInt(format.precision) + 1n, 0);
  return { error: multiplyDyadic(error, scale), bound: absDyadic(size) };
}

/** k for 2^k ≤ |x| < 2^(k+1). */
export function leadingExponent(x: number): number {
  const { significand, exponent } = absDyadic(dyadicOf(x));
  return exponent + significand.toString(2).length - 1;
}

/** The failed hypothesis of claims that round to more than twice the bits, for formats that are too wide for that. */
export function notNarrow({ format }: RoundedArithmetic): string | undefined {
  return format.precision <= 24 ? undefined : 'twice the bits of the format are more than can be had';
}
