import { sumError } from './two-sum.ts';

/**
 * RN32(a + b): the exact sum of two binary64 numbers, rounded once, to nearest even, to binary32. For binary32 operands
 * `Math.fround(a + b)` already is that (53 ≥ 2·24 + 2: Figueroa 1995); for wider ones it rounds twice and may be wrong.
 *
 * Rounding twice can only be wrong where the binary64 sum lies exactly half way between two binary32 numbers. With r =
 * fround(sum), that is where r + 2(sum − r) is the other of the two, a binary32 number; both operations are exact. Then
 * the sign of what the binary64 sum lost decides. Where r overflowed, r + 2(sum − r) is NaN, and it is looked at too.
 * ±0, subnormals, infinities and NaN as IEEE 754 has them. a + b must not overflow binary64.
 */
export function sum32(a: number, b: number): number {
  const sum = a + b;
  const rounded = Math.fround(sum);
  const rest = sum - rounded;
  if (rest === 0) return rounded;
  const other = rounded + 2 * rest;
  return Math.fround(other) === other || Number.isNaN(other) ? roundToOdd(a, b, sum) : rounded;
}

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);

/**
 * The exact sum rounded to odd in binary64, then to nearest in binary32: Boldo and Melquiond, Emulation of a FMA and
 * correctly rounded sums: proved algorithms using rounding to odd (IEEE Transactions on Computers 57, 2008), Theorem 1.
 * It needs two bits more than the target: 53 ≥ 24 + 2, and subnormal binary32 numbers have fewer bits still.
 */
function roundToOdd(a: number, b: number, sum: number): number {
  const error = sumError(a, b, sum);
  if (error === 0 || Number.isNaN(error)) return Math.fround(sum);
  number[0] = sum;
  if ((words[0]! & 1) === 0) {
    if (error > 0 === sum > 0) words[0] = words[0]! | 1;
    else {
      if (words[0] === 0) words[1] = words[1]! - 1;
      words[0] = words[0]! - 1;
    }
  }
  return Math.fround(number[0]!);
}
