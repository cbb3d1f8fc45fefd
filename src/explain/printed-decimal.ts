import type { WideFormat } from '../conv/shape.ts';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import { compareDyadic, type Dyadic, decimalOf, dyadic, dyadicOf, toBinary64 } from '../float/dyadic.ts';
import { nextDown32, nextDown64, nextUp32, nextUp64 } from '../float/ulp.ts';

/** A number as somebody printed it. */
export interface Observed {
  readonly name: string;
  readonly printed: string;
  /** How its digits are read; absent: in every way in which tools print. */
  readonly as?: ReadAs;
}

/**
 * `repr`: the fewest digits that read back as the same number, as NumPy, JavaScript, Go and Rust print. `fixed`:
 * rounded or cut off at the last digit, as by %f, %e and %g. `exact`: all digits of the number.
 */
export type ReadAs = 'repr' | 'fixed' | 'exact';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?$/i;
/** As %a of C and float.hex of Python print it. */
const hexadecimal = /^([+-]?)0x([\da-f]*)\.?([\da-f]*)p([+-]?\d{1,4})$/i;
/** As C, Python, JavaScript and Visual C++ print them. */
const special = /^([+-]?)(?:(nan(?:\(.*\))?|1\.?#q?nan|1\.?#ind)|(?:inf|infinity|∞|1\.?#inf))$/i;
/** The name of a number that is given without one. */
const unnamed = 'observed';
/** A binary64 number printed in full has at most 767 significant digits. */
const longest = 1200;

/** NaN or an infinity, if the text is one. */
export function specialOf(printed: string): number | undefined {
  const found = special.exec(printed);
  if (found === null) return undefined;
  if (found[2] !== undefined) return Number.NaN;
  return found[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

const isNumber = (printed: string): boolean => decimal.test(printed) || specialOf(printed) !== undefined;

/** The exact decimal of a hexadecimal number; undefined if the text is none, or no binary64 number. */
function decimalOfHex(text: string): string | undefined {
  const [, sign, whole = '', fraction = '', exponent] = hexadecimal.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return undefined;
  const exact = dyadic(BigInt(`0x${whole}${fraction}`), Number(exponent) - 4 * fraction.length);
  const x = toBinary64(exact);
  if (!Number.isFinite(x) || compareDyadic(dyadicOf(x), exact) !== 0) return undefined;
  return `${sign === '-' ? '-' : ''}${fullDecimal(x)}`;
}

/** A hexadecimal number is one number, whatever its digits are as a decimal. */
function numberOf(text: string): Pick<Observed, 'printed' | 'as'> | undefined {
  const hex = text.length <= longest ? decimalOfHex(text) : undefined;
  if (hex !== undefined) return { printed: hex, as: 'exact' };
  return isNumber(text) ? { printed: text } : undefined;
}

/**
 * Reads `NAME=NUMBER` or `NUMBER`, or throws a UsageError. The number stays text, because its last digit tells how it
 * was rounded.
 */
export function parseObserved(given: string): Observed {
  const right = 'give NAME=NUMBER, as in mine=0.00140382, mine=0x1.7p-10, mine=nan or mine=-inf';
  const text = given.replaceAll('\u2212', '-');
  const cut = text.lastIndexOf('=');
  const comma = /^\s*([+-]?\d*),(\d+(?:e[+-]?\d+)?)\s*$/i.exec(text.slice(cut + 1));
  if (comma !== null && text.length <= longest)
    throw new UsageError(
      `--observed ${shown(text)}: a comma where the decimal point is due; write ` +
        shown(`${text.slice(0, cut + 1)}${comma[1]}.${comma[2]}`),
    );
  const alone = cut < 0 && text.length <= longest ? numberOf(text.trim()) : undefined;
  if (alone !== undefined) return { name: unnamed, ...alone };
  if (cut < 0) throw new UsageError(`--observed ${shown(text)}: no "="; ${right}`);
  const name = text.slice(0, cut).trim();
  const printed = text.slice(cut + 1).trim();
  if (name === '') throw new UsageError(`--observed ${shown(text)}: no name before "="; ${right}`);
  // Before the pattern, which takes the square of the length to refuse a number.
  if (printed.length > longest)
    throw new UsageError(
      `--observed ${shown(name)}: more than ${longest} characters; no binary64 number has as many digits`,
    );
  const number = numberOf(printed);
  if (number === undefined)
    throw new UsageError(
      `--observed ${shown(text)}: ${JSON.stringify(printed.slice(0, 40))} is not a decimal number, nan or inf; ` +
        right,
    );
  return { name, ...number };
}

/** significand · 10^exponent, exactly. */
export interface Decimal {
  readonly significand: bigint;
  readonly exponent: number;
}

/** The real numbers between two decimals. */
export interface Interval {
  readonly low: Decimal;
  readonly high: Decimal;
  readonly lowIncluded: boolean;
  readonly highIncluded: boolean;
}

/** A printed decimal. The sign is kept apart, so that -0.00 has one too. */
export interface PrintedDecimal {
  readonly negative: boolean;
  readonly magnitude: Decimal;
}

/** Whether a printed decimal is a zero, or rounded to one, with a minus sign, which no +0 has. */
export const isMinusZero = ({ negative, magnitude }: PrintedDecimal): boolean =>
  negative && magnitude.significand === 0n;

/** Reads a decimal of the form that `parseObserved` accepts. The exponent is that of the last printed digit. */
export function parsePrinted(text: string): PrintedDecimal {
  const [mantissa = '', exponent = '0'] = text.replace(/^[+-]/, '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return {
    negative: text.startsWith('-'),
    magnitude: { significand: BigInt(`${whole}${fraction}`), exponent: Number(exponent) - fraction.length },
  };
}

/**
 * All real numbers that round to this decimal at the place of its last digit: half a unit of that place on either side.
 * Both ends are included, because printers break ties to even, upward or away from zero. Just below a power of ten, a
 * printer that counts significant digits would show one digit more; there the interval is a little wider than
 * necessary.
 */
export function roundedInterval(printed: PrintedDecimal): Interval {
  const { significand, exponent } = printed.magnitude;
  const half = exponent - 1;
  // A magnitude is never negative: what is printed as 0.00 lies between 0 and half a unit, and -0.00 mirrors it.
  const low = significand === 0n ? 0n : significand * 10n - 5n;
  return signed(
    printed.negative,
    { significand: low, exponent: half },
    true,
    { significand: significand * 10n + 5n, exponent: half },
    true,
  );
}

/** All real numbers that give this decimal when their digits after its last place are cut off. */
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

/** The numbers of a format in an interval. Both zeros count as one number. */
export interface NumbersWithin {
  readonly count: bigint;
  readonly first: number | undefined;
  readonly last: number | undefined;
}

interface Steps {
  readonly largest: number;
  readonly round: (x: number) => number;
  readonly up: (x: number) => number;
  readonly down: (x: number) => number;
  /** Consecutive numbers have consecutive ordinals; both zeros have 0. */
  readonly ordinal: (x: number) => bigint;
}

const steps: Readonly<Record<WideFormat, Steps>> = {
  binary32: {
    largest: (2 - 2 ** -23) * 2 ** 127,
    round: Math.fround,
    up: nextUp32,
    down: nextDown32,
    ordinal: ordinal32,
  },
  binary64: { largest: Number.MAX_VALUE, round: (x) => x, up: nextUp64, down: nextDown64, ordinal: ordinal64 },
};

/**
 * Counts exactly. Each end is found from the number nearest to the end of the interval by exact comparisons. That takes
 * at most two steps: a decimal reads as the nearest binary64 number, and rounding that to binary32 moves it by less
 * than an ulp.
 */
export function numbersWithin(interval: Interval, format: WideFormat): NumbersWithin {
  const first = firstFrom(interval, steps[format]);
  const last = lastUpTo(interval, steps[format]);
  const none = { count: 0n, first: undefined, last: undefined };
  if (first === undefined || last === undefined) return none;
  const count = steps[format].ordinal(last) - steps[format].ordinal(first) + 1n;
  return count > 0n ? { count, first, last } : none;
}

function firstFrom({ low, lowIncluded }: Interval, { largest, round, up, down }: Steps): number | undefined {
  const enough = (x: number): boolean => {
    const sign = compareToDecimal(dyadicOf(x), low);
    return sign > 0 || (sign === 0 && lowIncluded);
  };
  let x = near(low, largest, round);
  while (x > -largest && enough(down(x))) x = down(x);
  while (!enough(x)) {
    if (x === largest) return undefined;
    x = up(x);
  }
  return x;
}

function lastUpTo(interval: Interval, { largest, round, up, down, ordinal }: Steps): number | undefined {
  const { low, high, lowIncluded, highIncluded } = interval;
  const mirrored = { low: negate(high), high: negate(low), lowIncluded: highIncluded, highIncluded: lowIncluded };
  const x = firstFrom(mirrored, { largest, round, up, down, ordinal });
  return x === undefined ? undefined : -x;
}

function near({ significand, exponent }: Decimal, largest: number, round: (x: number) => number): number {
  return Math.max(-largest, Math.min(largest, round(Number(`${significand}e${exponent}`))));
}

function ordinal32(x: number): bigint {
  const bits = new Int32Array(Float32Array.of(x).buffer)[0]!;
  return BigInt(bits < 0 ? -(bits & 0x7fffffff) : bits);
}

function ordinal64(x: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}

/** All decimal digits of a binary64 number; NaN, Infinity, -Infinity and -0 as these words. */
export function fullDecimal(x: number): string {
  if (!Number.isFinite(x)) return String(x);
  return Object.is(x, -0) ? '-0' : decimalOf(dyadicOf(x));
}
