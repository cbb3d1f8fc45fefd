import { sumError } from '../float/addition.ts';
import { smallestNormal32 } from '../float/format.ts';
/**
 * What an engine does with numbers below 2^-126, the smallest normal binary32 number, as found by probing it.
 * `products` and `sums`: a result there becomes 0. `inputs`: an input there is read as 0. An engine that was never probed
 * is taken to keep subnormals, which is what the standard says; nothing here is believed of a foreign engine.
 */
export interface UnderflowTraits {
  readonly products: 'kept' | 'flushed';
  readonly sums: 'kept' | 'flushed';
  readonly inputs: 'kept' | 'flushed';
}

export const gradualUnderflow: UnderflowTraits = { products: 'kept', sums: 'kept', inputs: 'kept' };

/**
 * Flushing as x86 does it: a binary32 result becomes a zero of its sign where it is tiny after rounding, that is where
 * the exact value, rounded to 24 bits with an unbounded exponent, is below 2^-126. Ties go up to 2^-126 (which is
 * even), so that is where the exact value is below 2^-126·(1 − 2^-25). Subnormal rounding is coarser there: a value may
 * round up to 2^-126 and be flushed all the same.
 */
export const tiny: number = smallestNormal32 * (1 - 2 ** -25);

/** Denormals are zero: a subnormal input counts as a zero of its sign. */
export function flushInput(x: number): number {
  return Math.abs(x) < smallestNormal32 ? x * 0 : x;
}

/** An exact product, rounded to binary32 and flushed. */
export function flushProduct(product: number): number {
  return Math.abs(product) < tiny ? product * 0 : Math.fround(product);
}

/**
 * `rounded` is a + b rounded to binary32; the exact sum decides whether it stays, or where not `once` the binary64 one.
 */
export function flushSum(a: number, b: number, rounded: number, once: boolean): number {
  const sum = a + b;
  const size = Math.abs(sum);
  if (size > tiny || Number.isNaN(sum)) return rounded;
  if (size < tiny) return sum * 0;
  const error = once ? sumError(a, b, sum) : 0;
  return error !== 0 && error > 0 !== sum > 0 ? sum * 0 : rounded;
}
