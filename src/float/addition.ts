/**
 * Error-free addition in binary64: sum = RN(a + b) and error = a + b − sum, exactly, for all finite a and b, in any
 * order of magnitude, subnormals included, unless the sum overflows (then the error is NaN). Six operations, no branch.
 * Knuth, The Art of Computer Programming 2 (1969), section 4.2.2, Theorem B; Møller 1965. Loops that cannot afford a
 * pair per step write the six operations out, or keep the sum themselves and ask `sumError`.
 */
export function twoSum(a: number, b: number): [sum: number, error: number] {
  const sum = a + b;
  return [sum, sumError(a, b, sum)];
}

/** a + b − sum exactly, where `sum` is RN(a + b). */
export function sumError(a: number, b: number, sum: number): number {
  const virtual = sum - a;
  return a - (sum - virtual) + (b - virtual);
}

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

/**
 * a·b + c with one rounding, in binary32, as a hardware fused multiply-add gives it. a, b and c are binary32 numbers,
 * so that a·b is exact in binary64 (48 bits, between 2^-298 and 2^256) and only the sum has to be rounded with care.
 * ±0, subnormals, overflow, infinities and NaN as IEEE 754 has them.
 */
export function fma32(a: number, b: number, c: number): number {
  return sum32(a * b, c);
}
