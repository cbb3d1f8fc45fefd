import { binary32, binary64, type Format, type RoundingMode } from './format.ts';
import { powerOfTwo } from './power-of-two.ts';

/**
 * A number significand · 2^exponent, exactly. The significand is odd; zero is {0n, 0} and has no sign. Finite binary
 * numbers of every format are dyadic, and so are their sums and products. Only functions that say so round. NaN and the
 * infinities are not dyadic.
 */
export interface Dyadic {
  readonly significand: bigint;
  readonly exponent: number;
}

export const dyadicZero: Dyadic = { significand: 0n, exponent: 0 };

/** significand · 2^exponent, with factors of two moved into the exponent. */
export function dyadic(significand: bigint, exponent: number): Dyadic {
  const lowest = Number(BigInt.asUintN(32, significand));
  if ((lowest & 1) === 1) return { significand, exponent };
  if (significand === 0n) return dyadicZero;
  const zeros = lowest === 0 ? bitLength(significand & -significand) - 1 : trailingZeros(lowest);
  return { significand: significand >> BigInt(zeros), exponent: exponent + zeros };
}

/** The exact value of a finite number. Throws a RangeError for NaN and the infinities. */
export function dyadicOf(x: number): Dyadic {
  if (!Number.isFinite(x)) throw new RangeError(`${x} has no exact value`);
  if (x === 0) return dyadicZero;
  const exponent = lowestBit(x);
  // Two factors, because 2^-exponent alone may lie outside binary64. The product is an odd integer below 2^53.
  const significand = exponent < -1000 ? x * 2 ** 1000 * powerOfTwo(-exponent - 1000) : x * powerOfTwo(-exponent);
  return { significand: BigInt(significand), exponent };
}

export function addDyadic(a: Dyadic, b: Dyadic): Dyadic {
  if (a.significand === 0n) return b;
  if (b.significand === 0n) return a;
  const shift = a.exponent - b.exponent;
  if (shift === 0) return dyadic(a.significand + b.significand, a.exponent);
  // The sum of an odd and an even number is odd.
  return shift > 0
    ? { significand: (a.significand << BigInt(shift)) + b.significand, exponent: b.exponent }
    : { significand: a.significand + (b.significand << BigInt(-shift)), exponent: a.exponent };
}

export function negateDyadic(a: Dyadic): Dyadic {
  return { significand: -a.significand, exponent: a.exponent };
}

export function subtractDyadic(a: Dyadic, b: Dyadic): Dyadic {
  return addDyadic(a, negateDyadic(b));
}

export function multiplyDyadic(a: Dyadic, b: Dyadic): Dyadic {
  if (a.significand === 0n || b.significand === 0n) return dyadicZero;
  return { significand: a.significand * b.significand, exponent: a.exponent + b.exponent };
}

export function absDyadic(a: Dyadic): Dyadic {
  return a.significand < 0n ? negateDyadic(a) : a;
}

/** −1, 0 or 1, as a is below, equal to or above b. */
export function compareDyadic(a: Dyadic, b: Dyadic): -1 | 0 | 1 {
  const { significand } = subtractDyadic(a, b);
  return significand < 0n ? -1 : significand > 0n ? 1 : 0;
}

const trailingZeros = (x: number): number => 31 - Math.clz32(x & -x);
const bitLength = (magnitude: bigint): number => {
  const digits = magnitude.toString(16);
  return 4 * digits.length - (Math.clz32(Number.parseInt(digits.charAt(0), 16)) - 28);
};
const magnitudeOf = (a: Dyadic): bigint => (a.significand < 0n ? -a.significand : a.significand);

/**
 * Rounds to `format` in the given mode. Overflow is as in IEEE 754: infinity if rounding to nearest or away from zero,
 * otherwise the largest finite number. A zero result is −0 only if a negative number was rounded to it. The result is
 * given in binary64: a RangeError if binary64 does not hold every number of the format.
 */
export function roundDyadic(d: Dyadic, format: Format, mode: RoundingMode): number {
  const { precision, minExponent, maxExponent } = format;
  if (precision > 53 || maxExponent > 1023 || minExponent - precision < -1075)
    throw new RangeError('the format is wider than binary64');
  const magnitude = magnitudeOf(d);
  if (magnitude === 0n) return 0;
  const sign = d.significand < 0n ? -1 : 1;
  const away = mode === (sign > 0 ? 'up' : 'down');
  const exponent = Math.max(d.exponent + bitLength(magnitude) - 1, minExponent);
  const unit = exponent - precision + 1;
  const steps =
    mode === 'nearest-even'
      ? nearestMultiple(magnitude, unit - d.exponent)
      : multiple(magnitude, unit - d.exponent, away);
  const overflows = exponent > maxExponent || (exponent === maxExponent && steps >> BigInt(precision) > 0n);
  if (!overflows) return sign * timesPowerOfTwo(Number(steps), unit);
  if (mode === 'nearest-even' || away) return sign * Number.POSITIVE_INFINITY;
  return sign * timesPowerOfTwo(2 ** precision - 1, maxExponent - precision + 1);
}

/** magnitude / 2^shift, to nearest, ties to even. */
function nearestMultiple(magnitude: bigint, shift: number): bigint {
  if (shift <= 0) return magnitude << BigInt(-shift);
  const quotient = magnitude >> BigInt(shift);
  const twiceRest = (magnitude - (quotient << BigInt(shift))) << 1n;
  const whole = 1n << BigInt(shift);
  return twiceRest > whole || (twiceRest === whole && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

/** magnitude / 2^shift, rounded down, or up if `away`. */
function multiple(magnitude: bigint, shift: number, away: boolean): bigint {
  if (shift <= 0) return magnitude << BigInt(-shift);
  const quotient = magnitude >> BigInt(shift);
  return away && quotient << BigInt(shift) !== magnitude ? quotient + 1n : quotient;
}

/** Two factors, because 2^unit alone may lie outside binary64. Exact: the result is a number of the format. */
function timesPowerOfTwo(steps: number, unit: number): number {
  return unit < -1000 ? steps * 2 ** -1000 * powerOfTwo(unit + 1000) : steps * powerOfTwo(unit);
}

/** Rounds to nearest even, with subnormals and overflow as in IEEE 754. */
export const toBinary32 = (d: Dyadic): number => roundDyadic(d, binary32, 'nearest-even');

/** Rounds to nearest even, with subnormals and overflow as in IEEE 754. */
export function toBinary64(d: Dyadic): number {
  // Number() rounds to nearest even. The result is at least 1 in magnitude, so times 2^-1000 it is normal and the
  // scaling exact.
  const rounded = d.exponent <= 0 && d.exponent >= -1000 ? Number(d.significand) : Number.POSITIVE_INFINITY;
  return Number.isFinite(rounded) ? rounded * powerOfTwo(d.exponent) : roundDyadic(d, binary64, 'nearest-even');
}

/** All decimal digits of the exact value, without an exponent. */
export function decimalOf(d: Dyadic): string {
  const sign = d.significand < 0n ? '-' : '';
  const magnitude = magnitudeOf(d);
  if (d.exponent >= 0) return `${sign}${magnitude << BigInt(d.exponent)}`;
  const places = -d.exponent;
  const digits = (magnitude * 5n ** BigInt(places)).toString().padStart(places + 1, '0');
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

const words = new Uint32Array(2);
const number = new Float64Array(words.buffer);
/** Index of the low half of a binary64 number; it depends on the byte order of the machine. */
const low = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;

/** The exponent of the largest power of two that divides a finite binary64 number; ∞ for 0. */
export function lowestBit(x: number): number {
  if (x === 0) return Number.POSITIVE_INFINITY;
  number[0] = x;
  const biased = (words[1 - low]! >>> 20) & 0x7ff;
  const zeros =
    words[low] !== 0 ? trailingZeros(words[low]!) : 32 + trailingZeros((words[1 - low]! & 0xfffff) | 0x100000);
  return biased === 0 ? subnormalBit(x) : biased - 1075 + zeros;
}

const subnormalBit = (x: number): number => lowestBit(x * 2 ** 1000) - 1000;
