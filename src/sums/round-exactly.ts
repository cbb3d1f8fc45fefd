import { sumError } from '../float/addition.ts';
import type { Format, RoundingMode } from '../float/format.ts';
import { powerOfTwo } from '../float/power-of-two.ts';

/**
 * A number high + low, exactly, with high = RN64(high + low). This holds significands of up to 64 bits and exact
 * products of two binary32 numbers. If high is 0, infinite or NaN, low is 0, and the sign of zero is that of high.
 */
export interface Pair {
  readonly high: number;
  readonly low: number;
}

/**
 * An exact value other than 0: high + low, plus something smaller than the last place of low with the sign of `below`.
 */
export interface Parts extends Pair {
  readonly below: number;
}

/**
 * Rounds a value once to a format in the given mode, with subnormals and overflow as in IEEE 754.
 *
 * Let 2^e ≤ |value| < 2^(e + 1), and let unit = 2^(max(e, minExponent) − precision + 1) be the spacing of the format
 * there. Up to 51 bits: `high`, moved to the odd neighbour towards what it lacks, rounds as the value does, because 53
 * ≥ 51 + 2 (rounding to odd, see addition.ts). Its quotient by the unit is exact and below 2^51. For more bits, `high`
 * is a multiple of the unit plus a rest smaller than the unit. The rest and `low` are rounded the same way to a
 * multiple of the unit, which is added to that of `high`.
 */
export function roundExactly(value: Parts, format: Format, mode: RoundingMode): Pair {
  const { precision, minExponent, maxExponent } = format;
  const unit = powerOfTwo(Math.max(exponentOf(value), minExponent) - precision + 1);
  const rounded = roundToUnit(value, unit, mode, precision);
  if (maxExponent >= 1023) return rounded;
  const largest = (2 - powerOfTwo(1 - precision)) * powerOfTwo(maxExponent);
  if (Math.abs(rounded.high) <= largest) return rounded;
  const positive = rounded.high > 0;
  const away = mode === 'nearest-even' || mode === (positive ? 'up' : 'down');
  return { high: (positive ? 1 : -1) * (away ? Number.POSITIVE_INFINITY : largest), low: 0 };
}

/** Whether the value, rounded with an unbounded exponent, is below the smallest normal number of the format. */
export function isTiny(value: Parts, format: Format, mode: RoundingMode): boolean {
  const least = powerOfTwo(format.minExponent);
  if (Math.abs(value.high) < least / 2) return true;
  if (Math.abs(value.high) > least) return false;
  return Math.abs(roundExactly(value, { ...format, minExponent: -1000 }, mode).high) < least;
}

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);

/** e with 2^e ≤ |x| < 2^(e + 1), for a normal binary64 number. */
export function leadingExponent(x: number): number {
  number[0] = x;
  return ((words[1]! >>> 20) & 0x7ff) - 1023;
}

function exponentOf({ high, low, below }: Parts): number {
  const exponent = leadingExponent(high);
  const rest = low === 0 ? below : low;
  return rest !== 0 && rest > 0 !== high > 0 && Math.abs(high) === powerOfTwo(exponent) ? exponent - 1 : exponent;
}

function roundToUnit(value: Parts, unit: number, mode: RoundingMode, precision: number): Pair {
  const { high, low, below } = value;
  if (precision <= 51)
    return { high: signed(roundQuotient(toOdd(high, low, below) / unit, 0, mode, high), unit, high), low: 0 };
  const quotient = high / unit;
  const whole = Math.abs(quotient) < 2 ** 53 ? Math.floor(quotient) : quotient;
  const rest = high - whole * unit;
  const sum = rest + low;
  const odd = toOdd(sum, sumError(rest, low, sum), below);
  const more = roundQuotient(odd / unit, Math.abs(whole % 2), mode, high) * unit;
  const base = whole * unit;
  const total = base + more;
  return { high: total, low: sumError(base, more, total) };
}

/** A negative number that rounds to zero gives −0. */
function signed(quotient: number, unit: number, of: number): number {
  return quotient === 0 ? of * 0 : quotient * unit;
}

/** A whole number next to q. A tie goes to the one whose sum with `parity` is even. `of` has the sign of the value. */
function roundQuotient(q: number, parity: number, mode: RoundingMode, of: number): number {
  const floor = Math.floor(q);
  if (floor === q) return q;
  if (mode === 'down' || (mode === 'toward-zero' && of > 0)) return floor;
  if (mode !== 'nearest-even') return floor + 1;
  const rest = q - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return Math.abs((floor + parity) % 2) === 0 ? floor : floor + 1;
}

/** high + low + a little of the sign of `below`, rounded to odd in binary64. */
function toOdd(high: number, low: number, below: number): number {
  const rest = low === 0 ? below : low;
  if (rest === 0) return high;
  if (high === 0) return rest;
  number[0] = high;
  if ((words[0]! & 1) !== 0) return high;
  if (rest > 0 === high > 0) words[0] = words[0]! | 1;
  else {
    if (words[0] === 0) words[1] = words[1]! - 1;
    words[0] = words[0]! - 1;
  }
  return number[0]!;
}

/**
 * What a fused adder keeps of its operands. Let 2^E ≤ the largest operand < 2^(E + 1), unless `exponents` says what
 * counts as the exponent of each. Each operand is truncated below 2^(E − kept). What is kept of it has at most kept + 2
 * significant bits, so binary64 holds it.
 */
export function cutToPlace(operands: readonly Pair[], kept: number, exponents?: readonly number[]): readonly Pair[] {
  const largest = operands.reduce((most, { high, low }, index) => {
    return high === 0 ? most : Math.max(most, exponents?.[index] ?? leadingExponentOf(high, low));
  }, lowest);
  if (largest === lowest) return operands;
  const place = powerOfTwo(largest - kept);
  return operands.map(({ high, low }): Pair => {
    const quotient = high / place;
    const whole = Math.trunc(quotient);
    // A whole number of places, minus a little.
    const less = whole === quotient && low !== 0 && low > 0 !== high > 0;
    return { high: (less ? whole - Math.sign(high) : whole) * place, low: 0 };
  });
}

const lowest = -2000;

function leadingExponentOf(high: number, low: number): number {
  if (high === 0) return lowest;
  const exponent = leadingExponent(high);
  return low !== 0 && low > 0 !== high > 0 && Math.abs(high) === powerOfTwo(exponent) ? exponent - 1 : exponent;
}
