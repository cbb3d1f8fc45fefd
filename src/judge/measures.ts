import type { NumberFormat } from '../conv/shape.ts';
import { absDyadic, type Dyadic, dyadicOf, subtractDyadic, toBinary64 } from '../float/dyadic.ts';
import { formatNamed } from '../float/number-bits.ts';
import { ulpIn } from '../float/ulp.ts';

/** How wrong a number is. Each measure is computed exactly and rounded once, so that nothing cancels. */
export interface Measures {
  /** computed − exact. */
  readonly signedError: number;
  readonly errorAbsolute: number;
  /** In units in the last place of the exact value, in the number's own format. */
  readonly errorUlp: number;
  /** In units of u·P. It is 0 without an error, and infinite for an error where P is 0. */
  readonly errorOverUP: number;
}

/** Undefined if the number is NaN or infinite. `absoluteSum` is P. */
export function measuresOf(
  computed: number,
  exact: Dyadic,
  absoluteSum: number,
  format: NumberFormat,
): Measures | undefined {
  if (!Number.isFinite(computed)) return undefined;
  const difference = subtractDyadic(dyadicOf(computed), exact);
  const errorAbsolute = toBinary64(absDyadic(difference));
  const unit = ulpIn(toBinary64(exact), formatNamed(format));
  const roundoff = 2 ** -formatNamed(format).precision;
  return {
    signedError: toBinary64(difference),
    errorAbsolute,
    errorUlp: errorAbsolute / unit,
    errorOverUP: errorAbsolute === 0 ? 0 : errorAbsolute / (roundoff * absoluteSum),
  };
}
