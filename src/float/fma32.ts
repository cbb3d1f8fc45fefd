import { sum32 } from './sum32.ts';

/**
 * a·b + c with one rounding, in binary32, as a hardware fused multiply-add gives it. a, b and c are binary32 numbers,
 * so that a·b is exact in binary64 (48 bits, between 2^-298 and 2^256) and only the sum has to be rounded with care.
 * ±0, subnormals, overflow, infinities and NaN as IEEE 754 has them.
 */
export function fma32(a: number, b: number, c: number): number {
  return sum32(a * b, c);
}
