import type { NumberFormat } from '../conv/shape.ts';
import { absDyadic, type Dyadic, dyadicOf, subtractDyadic, toBinary64 } from '../float/dyadic.ts';
import { unitRoundoff32, unitRoundoff64 } from '../float/format.ts';
import { ulp32, ulp64 } from '../float/ulp.ts';

/** How wrong a number is. Each is rounded once from exact values, so that no cancellation is left in it. */
export interface Measures {
  /** computed − exact. */
  readonly signedError: number;
  readonly errorAbsolute: number;
  /** In units in the last place of the exact value, in the number's own format. */
  readonly errorUlp: number;
  /** In units of unitRoundoff · Σ|product|; 0 where there is no error, infinite where P is 0 and there is one. */
  readonly errorOverUP: number;
}

/** undefined where the number is NaN or infinite. `absoluteSum` is P. */
export function measuresOf(
  computed: number,
  exact: Dyadic,
  absoluteSum: number,
  format: NumberFormat,
): Measures | undefined {
  if (!Number.isFinite(computed)) return undefined;
  const difference = subtractDyadic(dyadicOf(computed), exact);
  const errorAbsolute = toBinary64(absDyadic(difference));
  const unit = format === 'binary32' ? ulp32(toBinary64(exact)) : ulp64(toBinary64(exact));
  const roundoff = format === 'binary32' ? unitRoundoff32 : unitRoundoff64;
  return {
    signedError: toBinary64(difference),
    errorAbsolute,
    errorUlp: errorAbsolute / unit,
    errorOverUP: errorAbsolute === 0 ? 0 : errorAbsolute / (roundoff * absoluteSum),
  };
}
