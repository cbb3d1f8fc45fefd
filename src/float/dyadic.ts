import { binary32, binary64, type Format, type RoundingMode } from './format.ts';
/**
 * Numbers significand · 2^exponent, exactly; the significand is odd, and zero is {0n, 0}. Every finite binary number of
 * any format is one, and sums and products of them are; nothing here rounds but the functions that say so. There is one
 * zero, without a sign; NaN and the infinities have no dyadic (RangeError).
 */
export interface Dyadic {
  readonly significand: bigint;
  readonly exponent: number;
}

export const dyadicZero: Dyadic = { significand: 0n, exponent: 0 };

/** significand · 2^exponent with the factors of two moved into the exponent. */
export function dyadic(significand: bigint, exponent: number): Dyadic {
  const lowest = Number(BigInt.asUintN(32, significand));
  if ((lowest & 1) === 1) return { significand, exponent };
  if (significand === 0n) return dyadicZero;
  const zeros = lowest === 0 ? bitLength(significand & -significand) - 1 : trailingZeros(lowest);
  return { significand: significand >> BigInt(zeros), exponent: exponent + zeros };
}

export function dyadicOf(x: number): Dyadic {
  if (!Number.isFinite(x)) throw new RangeError(`${x} has no exact value`);
  if (x === 0) return dyadicZero;
  const exponent = lowestBit(x);
  // In two factors, because 2^-exponent alone may lie outside of binary64; an odd integer below 2^53.
  const significand = exponent < -1000 ? x * 2 ** 1000 * 2 ** (-exponent - 1000) : x * 2 ** -exponent;
  return { significand: BigInt(significand), exponent };
}

export function addDyadic(a: Dyadic, b: Dyadic): Dyadic {
  if (a.significand === 0n) return b;
  if (b.significand === 0n) return a;
  const shift = a.exponent - b.exponent;
  if (shift === 0) return dyadic(a.significand + b.significand, a.exponent);
  // The sum of an odd number and of an even one is odd.
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

/** Negative, zero or positive, as a is below, equal to or above b. */
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
 * The number of `format` next to d in the given mode. Overflow gives what IEEE 754 asks: infinity in nearest-even and
 * when rounding away, otherwise the largest number. A result of zero is −0 only where a negative number was rounded to
 * it. The format must fit into binary64, in which the answer is given (RangeError).
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

/** magnitude / 2^shift, down, or up where `away`. */
function multiple(magnitude: bigint, shift: number, away: boolean): bigint {
  if (shift <= 0) return magnitude << BigInt(-shift);
  const quotient = magnitude >> BigInt(shift);
  return away && quotient << BigInt(shift) !== magnitude ? quotient + 1n : quotient;
}

/** In two factors, because 2^unit alone may lie outside of binary64. Exact: the result is a number of the format. */
function timesPowerOfTwo(steps: number, unit: number): number {
  return unit < -1000 ? steps * 2 ** -1000 * 2 ** (unit + 1000) : steps * 2 ** unit;
}

/** Correctly rounded, to nearest even. */
export const toBinary32 = (d: Dyadic): number => roundDyadic(d, binary32, 'nearest-even');
export function toBinary64(d: Dyadic): number {
  // Number() rounds to nearest even, and at least 1 times 2^-1000 is a normal number: the scaling is exact.
  const rounded = d.exponent <= 0 && d.exponent >= -1000 ? Number(d.significand) : Number.POSITIVE_INFINITY;
  return Number.isFinite(rounded) ? rounded * 2 ** d.exponent : roundDyadic(d, binary64, 'nearest-even');
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
/** Where the low half of a binary64 number lies. */
const low = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;

/** The exponent of the largest power of two that a finite binary64 number is a multiple of; ∞ for 0. */
export function lowestBit(x: number): number {
  if (x === 0) return Number.POSITIVE_INFINITY;
  number[0] = x;
  const biased = (words[1 - low]! >>> 20) & 0x7ff;
  const zeros =
    words[low] !== 0 ? trailingZeros(words[low]!) : 32 + trailingZeros((words[1 - low]! & 0xfffff) | 0x100000);
  return biased === 0 ? subnormalBit(x) : biased - 1075 + zeros;
}

const subnormalBit = (x: number): number => lowestBit(x * 2 ** 1000) - 1000;
