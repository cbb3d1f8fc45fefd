import type { NumberFormat } from '../conv/shape.ts';
import { type Dyadic, toBinary64 } from '../float/dyadic.ts';

/** a / b for b > 0 as a binary64 number: off by a relative 2^-60 before it is rounded once; a zero gives 0. */
export function ratioOf(a: Dyadic, b: Dyadic): number {
  const bits = (x: bigint): number => (x < 0n ? -x : x).toString(2).length;
  const shift = Math.max(0, 64 + bits(b.significand) - bits(a.significand));
  const quotient = (a.significand << BigInt(shift)) / b.significand;
  return toBinary64({ significand: quotient, exponent: a.exponent - b.exponent - shift });
}

/** The exponent of ulp(x) for a real number x ≠ 0: the spacing of the format's numbers in the binade of |x|. */
export function ulpExponent(x: Dyadic, format: NumberFormat): number {
  const magnitude = x.significand < 0n ? -x.significand : x.significand;
  const binade = x.exponent + magnitude.toString(2).length - 1;
  return format === 'binary32' ? Math.max(binade, -126) - 23 : Math.max(binade, -1022) - 52;
}
