import { sumError } from '../float/addition.ts';
import { smallestNormal32 } from '../float/format.ts';

/**
 * Flushing as x86 does it: a binary32 result becomes a zero of its sign if it is tiny after rounding, that is, if the
 * exact value rounded to 24 bits with an unbounded exponent is below 2^-126. Ties round up to 2^-126, which is even. So
 * the condition is: exact value < 2^-126·(1 − 2^-25). Subnormal rounding is coarser there, so a value may round up to
 * 2^-126 and be flushed all the same.
 */
export const tiny: number = smallestNormal32 * (1 - 2 ** -25);

/** DAZ: a subnormal input counts as a zero of its sign. */
export function flushInput(x: number): number {
  return Math.abs(x) < smallestNormal32 ? x * 0 : x;
}

/** FTZ of an exact product that is rounded to binary32. */
export function flushProduct(product: number): number {
  return Math.abs(product) < tiny ? product * 0 : Math.fround(product);
}

/**
 * FTZ of a sum. `rounded` is a + b rounded to binary32. The exact sum decides whether it stays; without `once`, the
 * binary64 sum does.
 */
export function flushSum(a: number, b: number, rounded: number, once: boolean): number {
  const sum = a + b;
  const size = Math.abs(sum);
  if (size > tiny || Number.isNaN(sum)) return rounded;
  if (size < tiny) return sum * 0;
  const error = once ? sumError(a, b, sum) : 0;
  return error !== 0 && error > 0 !== sum > 0 ? sum * 0 : rounded;
}
