/**
 * Error-free addition in binary64 (TwoSum): sum = RN(a + b) and error = a + b − sum, exactly. Holds for all finite a
 * and b, subnormals included, in either order of magnitude. If the sum overflows, the error is NaN. Six operations, no
 * branch. Knuth, The Art of Computer Programming 2 (1969), section 4.2.2, Theorem B; Møller 1965.
 *
 * Hot loops write the six operations out, because returning a pair costs time.
 */
export function twoSum(a: number, b: number): [sum: number, error: number] {
  const sum = a + b;
  return [sum, sumError(a, b, sum)];
}

/** a + b − sum, exactly. `sum` must be RN(a + b). */
export function sumError(a: number, b: number, sum: number): number {
  const virtual = sum - a;
  return a - (sum - virtual) + (b - virtual);
}

/**
 * x·y − product, exactly (Dekker's product with Veltkamp's splitting). `product` must be RN(x·y). Holds for factors up
 * to 2^995 and products from 2^-960 to 2^1020 in size.
 */
export function productError(x: number, y: number, product: number): number {
  const [c, d] = [x * splitter, y * splitter];
  const [xh, yh] = [c - (c - x), d - (d - y)];
  const [xl, yl] = [x - xh, y - yh];
  return xl * yl - (product - xh * yh - xl * yh - xh * yl);
}

const splitter = 2 ** 27 + 1;

/**
 * RN32(a + b): the exact sum of two binary64 numbers, rounded once to binary32, to nearest even. For binary32 operands
 * `Math.fround(a + b)` gives the same (53 ≥ 2·24 + 2: Figueroa 1995). For wider operands it rounds twice and can be
 * wrong.
 *
 * Rounding twice can be wrong only if the binary64 sum lies half way between two binary32 numbers. Let r = fround(sum).
 * Then r + 2(sum − r) is the other one, and both operations are exact. The sign of what the binary64 sum lost decides
 * between the two. If r overflowed, r + 2(sum − r) is NaN, and that case is decided the same way.
 *
 * ±0, subnormals, infinities and NaN are as in IEEE 754. a + b must not overflow binary64.
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
 * The exact sum rounded to odd in binary64, then to nearest in binary32. Boldo and Melquiond, Emulation of a FMA and
 * correctly rounded sums: proved algorithms using rounding to odd (IEEE Transactions on Computers 57, 2008), Theorem 1.
 * The theorem needs two bits more than the target has: 53 ≥ 24 + 2. Subnormal targets have fewer bits still.
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
 * Fused multiply-add in binary32: a·b + c with one rounding. The operands are binary32 numbers, so a·b is exact in
 * binary64 (48 bits, between 2^-298 and 2^256). ±0, subnormals, overflow, infinities and NaN are as in IEEE 754.
 */
export function fma32(a: number, b: number, c: number): number {
  return sum32(a * b, c);
}
