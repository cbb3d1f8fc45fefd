import { decimalOf, dyadicOf } from '../float/dyadic.ts';

/** All decimal digits of a binary64 number; NaN, Infinity, -Infinity and -0 as these words. */
export function fullDecimal(x: number): string {
  if (!Number.isFinite(x)) return String(x);
  return Object.is(x, -0) ? '-0' : decimalOf(dyadicOf(x));
}
