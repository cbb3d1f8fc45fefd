import type { Dyadic } from '../float/dyadic.ts';

/** significand · 10^exponent, exactly. */
export interface Decimal {
  readonly significand: bigint;
  readonly exponent: number;
}

/** The reals between two decimals; each end belongs to it or not. */
export interface Interval {
  readonly low: Decimal;
  readonly high: Decimal;
  readonly lowIncluded: boolean;
  readonly highIncluded: boolean;
}

/** A printed decimal: its value, and the sign also of a printed zero. */
export interface PrintedDecimal {
  readonly negative: boolean;
  readonly magnitude: Decimal;
}

/** Reads a decimal number as printed (the form that `parseObserved` lets through). The exponent is that of the last printed digit. */
export function parsePrinted(text: string): PrintedDecimal {
  const [mantissa = '', exponent = '0'] = text.replace(/^[+-]/, '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return {
    negative: text.startsWith('-'),
    magnitude: { significand: BigInt(`${whole}${fraction}`), exponent: Number(exponent) - fraction.length },
  };
}

/**
 * All reals that round half to even to this decimal, at the place of its last printed digit: half a unit of that place on either
 * side, the ends included where the last digit is even. The place is kept fixed: just below a power of ten a printer that counts
 * significant digits would show one digit more, so for such a decimal the interval is a little wider than it need be.
 */
export function roundedInterval(printed: PrintedDecimal): Interval {
  const { significand, exponent } = printed.magnitude;
  const even = significand % 2n === 0n;
  const half = exponent - 1;
  // A magnitude is never negative: what is printed as 0.00 lies between 0 and half a unit, and -0.00 mirrors it.
  const low = significand === 0n ? 0n : significand * 10n - 5n;
  return signed(
    printed.negative,
    { significand: low, exponent: half },
    even,
    { significand: significand * 10n + 5n, exponent: half },
    even,
  );
}

/** All reals whose digits after this place were cut off to give this decimal: from it to one unit of the place further from zero. */
export function truncatedInterval(printed: PrintedDecimal): Interval {
  const { significand, exponent } = printed.magnitude;
  return signed(printed.negative, printed.magnitude, true, { significand: significand + 1n, exponent }, false);
}

function signed(negative: boolean, near: Decimal, nearIncluded: boolean, far: Decimal, farIncluded: boolean): Interval {
  if (!negative) return { low: near, high: far, lowIncluded: nearIncluded, highIncluded: farIncluded };
  return { low: negate(far), high: negate(near), lowIncluded: farIncluded, highIncluded: nearIncluded };
}

function negate({ significand, exponent }: Decimal): Decimal {
  return { significand: -significand, exponent };
}

/** The sign of binary − decimal, exactly. */
export function compareToDecimal(binary: Dyadic, decimal: Decimal): number {
  let left = binary.significand;
  let right = decimal.significand;
  if (binary.exponent >= 0) left <<= BigInt(binary.exponent);
  else right <<= BigInt(-binary.exponent);
  if (decimal.exponent >= 0) right *= 10n ** BigInt(decimal.exponent);
  else left *= 10n ** BigInt(-decimal.exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether a number lies in the interval, exactly. */
export function within(binary: Dyadic, interval: Interval): boolean {
  const low = compareToDecimal(binary, interval.low);
  const high = compareToDecimal(binary, interval.high);
  return (low > 0 || (low === 0 && interval.lowIncluded)) && (high < 0 || (high === 0 && interval.highIncluded));
}
