import { type Dyadic, dyadicOf, roundDyadic } from '../float/dyadic.ts';
import { bfloat16, binary16, binary32, binary64, type Format } from '../float/format.ts';
import {
  compareToDecimal,
  type Decimal,
  type Interval,
  numbersWithin,
  type PrintedDecimal,
  parsePrinted,
  type ReadAs,
  roundedInterval,
  truncatedInterval,
  within,
} from './printed-decimal.ts';

/** Formats whose numbers tools print with the fewest digits that read back as the same number. */
export type PrintedFormat = 'binary16' | 'bfloat16' | 'binary32' | 'binary64';

export const printedFormats: Readonly<Record<PrintedFormat, Format>> = { binary16, bfloat16, binary32, binary64 };

const wider: Readonly<Record<PrintedFormat, readonly PrintedFormat[]>> = {
  binary16: ['binary32', 'binary64'],
  bfloat16: ['binary32', 'binary64'],
  binary32: ['binary64'],
  binary64: [],
};

/** One way to read a printed decimal: the numbers of a format that are printed so. */
export interface Reading {
  readonly kind: 'shortest' | 'exact' | 'rounded' | 'truncated';
  readonly interval: Interval;
  /** Of the shortest digits: of which format. */
  readonly format?: PrintedFormat;
}

/** All ways in which a number of the format may have been printed as this decimal, the strictest first. */
export function readingsOf(printed: string, format: PrintedFormat, as?: ReadAs): readonly Reading[] {
  const decimal = parsePrinted(printed);
  const fixed: readonly Reading[] = [
    { kind: 'rounded', interval: roundedInterval(decimal) },
    { kind: 'truncated', interval: truncatedInterval(decimal) },
  ];
  if (as === 'exact') return [{ kind: 'exact', interval: only(signedDecimal(decimal)) }];
  if (as === 'fixed') return fixed;
  // A number may be printed as one of a wider format: JavaScript and Python print binary32 numbers as binary64.
  const strict = [format, ...wider[format]].flatMap((one): readonly Reading[] => {
    const interval = shortestReading(decimal, one);
    return interval === undefined ? [] : [{ kind: 'shortest', interval, format: one }];
  });
  if (as === 'repr') return strict;
  const full = isNumber(decimal.magnitude, printedFormats[format]) ? only(signedDecimal(decimal)) : undefined;
  return [...strict, ...(full === undefined ? [] : [{ kind: 'exact' as const, interval: full }]), ...fixed];
}

/** The first reading by which a number of the format may have been printed; undefined if there is none. */
export function readingOf(value: number, readings: readonly Reading[]): Reading | undefined {
  if (!Number.isFinite(value)) return undefined;
  const exact = dyadicOf(value);
  return readings.find(({ interval }) => within(exact, interval));
}

/** Whether a binary32 number may have been printed so: as `readingOf`, for very many numbers. */
export function printsSo(readings: readonly Reading[]): (value: number) => boolean {
  const ranges = readings.flatMap(({ interval }) => {
    const { first, last, count } = numbersWithin(interval, 'binary32');
    return count > 0n ? [[first!, last!] as const] : [];
  });
  return (value) => ranges.some(([first, last]) => value >= first && value <= last);
}

/**
 * The number of the format that has these as its shortest digits. The nearest number is that one if no fewer digits
 * would do, and no others as many come nearer. Zeros at the end are no digits, because they may be there to reach the
 * units or the point: 134217730.0 has eight.
 */
function shortestReading(decimal: PrintedDecimal, name: PrintedFormat): Interval | undefined {
  const format = printedFormats[name];
  const { significand, exponent } = withoutZeros(decimal.magnitude);
  if (significand === 0n) return only({ significand: 0n, exponent: 0 });
  // No shortest decimal has more digits; the digits of others would make the numbers below long.
  const digits = significand.toString();
  if (digits.length > 17 || Math.abs(exponent) > 400) return undefined;
  const nearest = nearestTo({ significand, exponent }, format);
  if (nearest === 0 || !Number.isFinite(nearest) || digits !== shortestDigits(nearest, format)) return undefined;
  const number = exactDecimal(dyadicOf(nearest));
  return only(decimal.negative ? { ...number, significand: -number.significand } : number);
}

/** The significant digits of the shortest decimal that reads back as x, and is the nearest of as many digits. */
function shortestDigits(x: number, format: Format): string {
  for (let digits = 1; digits < 17; digits++) {
    const [mantissa = '', exponent = '0'] = x.toExponential(digits - 1).split('e');
    const [whole = '', fraction = ''] = mantissa.split('.');
    const decimal = { significand: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
    if (nearestTo(decimal, format) === x) return whole + fraction;
  }
  return x.toExponential(16).replace(/e.*$/, '').replace('.', '');
}

/** The number of the format nearest to a positive decimal, ties to even: rounded once, by exact comparisons. */
function nearestTo({ significand, exponent }: Decimal, format: Format): number {
  // The quotient has many more bits than any format; a last bit stands for all that is lost.
  const guard = 1300n;
  const shifted = exponent >= 0 ? (significand * 10n ** BigInt(exponent)) << guard : significand << guard;
  const divisor = exponent >= 0 ? 1n : 10n ** BigInt(-exponent);
  const quotient = shifted / divisor;
  const sticky = quotient * divisor === shifted ? 0n : 1n;
  return roundDyadic({ significand: (quotient << 1n) | sticky, exponent: -Number(guard) - 1 }, format, 'nearest-even');
}

/** Whether the decimal is a number of the format to its last digit. */
function isNumber(magnitude: Decimal, format: Format): boolean {
  if (magnitude.significand === 0n) return true;
  if (Math.abs(magnitude.exponent) > 1200) return false;
  const nearest = nearestTo(magnitude, format);
  return Number.isFinite(nearest) && compareToDecimal(dyadicOf(nearest), magnitude) === 0;
}

function withoutZeros({ significand, exponent }: Decimal): Decimal {
  let [digits, place] = [significand, exponent];
  while (digits !== 0n && digits % 10n === 0n) {
    digits /= 10n;
    place++;
  }
  return { significand: digits, exponent: place };
}

function signedDecimal({ negative, magnitude }: PrintedDecimal): Decimal {
  return negative ? { ...magnitude, significand: -magnitude.significand } : magnitude;
}

function exactDecimal({ significand, exponent }: Dyadic): Decimal {
  return exponent >= 0
    ? { significand: significand << BigInt(exponent), exponent: 0 }
    : { significand: significand * 5n ** BigInt(-exponent), exponent };
}

function only(number: Decimal): Interval {
  return { low: number, high: number, lowIncluded: true, highIncluded: true };
}

/** Whether the decimal itself, to its last digit, is this number. */
export function isExactly(value: number, printed: string): boolean {
  return Number.isFinite(value) && compareToDecimal(dyadicOf(value), signedDecimal(parsePrinted(printed))) === 0;
}
