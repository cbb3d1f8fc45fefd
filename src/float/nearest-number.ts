import type { Format } from './format.ts';

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
/** Index of the high half of a binary64 number; it depends on the byte order of the machine. */
const high = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * A binary64 number rounded to nearest even in a format of at most 50 bits whose exponents are within those of binary32;
 * in binary64 it stays. Adding and subtracting 1.5·2^52 units rounds to a multiple of the unit, exactly as IEEE 754 does.
 */
export function nearestNumber(x: number, { precision, minExponent, maxExponent }: Format): number {
  if (precision >= 53 || !(Math.abs(x) < Number.POSITIVE_INFINITY)) return x;
  number[0] = x;
  const exponent = Math.max(((words[high]! >>> 20) & 0x7ff) - 1023, minExponent);
  if (exponent > maxExponent) return x > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const shift = 1.5 * 2 ** (52 + exponent - precision + 1);
  const rounded = x + shift - shift;
  if (Math.abs(rounded) < 2 ** (maxExponent + 1)) return rounded;
  return x > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
