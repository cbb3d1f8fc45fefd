import { absDyadic, type Dyadic, dyadic } from '../float/dyadic.ts';
import type { ObservedExplanation } from './observed-records.ts';
import type { ObservedWindow } from './observed-window.ts';
import { ratioOf, ulpExponent } from './output-facts.ts';
import { compareToDecimal, type Decimal, type Interval, type PrintedDecimal } from './printed-decimal.ts';

/**
 * What a printed number is off by, and what any order of rounded additions may be off by. Infinite where no binary64
 * number holds the ratio.
 */
export type PrintedError = Pick<ObservedExplanation, 'signedErrorUlp' | 'errorOverUP' | 'boundUlp' | 'errorOverBound'>;

/**
 * The error of a printed number, by exact fractions. `ways` are the numbers that print so: for the ratio, the nearest
 * of them to the exact value counts, so that a number is not called wrong because few digits of it are known. A printed
 * mean is multiplied by its divisor and compared with the sum.
 */
export function printedError(
  { negative, magnitude }: PrintedDecimal,
  ways: readonly Interval[],
  { facts, anyOrder: bound, base, divisor }: Pick<ObservedWindow, 'facts' | 'anyOrder' | 'base' | 'divisor'>,
): PrintedError {
  const { sum: exact, absoluteSum } = facts;
  if (exact === undefined) return { signedErrorUlp: null, errorOverUP: null, boundUlp: null, errorOverBound: null };
  const ulp = exact.significand === 0n ? undefined : dyadic(1n, ulpExponent(exact, base));
  const unit = absoluteSum!.significand === 0n ? undefined : scaledByUnit(absoluteSum!, base);
  const printed = times(negative ? { ...magnitude, significand: -magnitude.significand } : magnitude, divisor);
  const nearest =
    bound === undefined || bound.significand === 0n
      ? []
      : ways
          .map((way) => ({ ...way, low: times(way.low, divisor), high: times(way.high, divisor) }))
          .filter((way) => !isExcludedEnd(way, exact))
          .map(({ low, high }) => distance(low, high, exact, bound));
  return {
    signedErrorUlp: ulp === undefined ? null : finite(difference(printed, exact, ulp)),
    errorOverUP: unit === undefined ? null : finite(Math.abs(difference(printed, exact, unit))),
    boundUlp: ulp === undefined || bound === undefined ? null : finite(ratioOf(bound, ulp)),
    errorOverBound: nearest.length === 0 ? null : Math.min(...nearest),
  };
}

/** u · P. */
function scaledByUnit({ significand, exponent }: Dyadic, base: ObservedWindow['base']): Dyadic {
  return { significand, exponent: exponent - (base === 'binary32' ? 24 : 53) };
}

const times = ({ significand, exponent }: Decimal, divisor: number): Decimal => ({
  significand: significand * BigInt(divisor),
  exponent,
});

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** 4449 does not print as 4448, cut off or not, though the numbers that do come as near as one likes. */
function isExcludedEnd({ low, high, lowIncluded, highIncluded }: Interval, exact: Dyadic): boolean {
  const isLow = !lowIncluded && compareToDecimal(exact, low) === 0;
  return isLow || (!highIncluded && compareToDecimal(exact, high) === 0);
}

/** The distance of an interval from the exact value, in units. */
function distance(low: Decimal, high: Decimal, exact: Dyadic, unit: Dyadic): number {
  if (compareToDecimal(exact, low) < 0) return difference(low, exact, unit);
  return compareToDecimal(exact, high) > 0 ? -difference(high, exact, unit) : 0;
}

/** (decimal − exact) ÷ unit. */
function difference({ significand, exponent }: Decimal, exact: Dyadic, unit: Dyadic): number {
  const tens = 10n ** BigInt(Math.abs(exponent));
  const [over, under] = exponent >= 0 ? [significand * tens, 1n] : [significand, tens];
  // Both as multiples of the smaller power of two: over·2^-power and so on are then integers.
  const power = Math.min(exact.exponent, unit.exponent, 0);
  const shifted = (x: bigint, to: number): bigint => x << BigInt(to - power);
  const error = shifted(over, 0) - under * shifted(exact.significand, exact.exponent);
  return ratioOf(dyadic(error, 0), dyadic(under * shifted(absDyadic(unit).significand, unit.exponent), 0));
}
