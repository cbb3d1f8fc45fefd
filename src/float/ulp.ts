import {
  type Format,
  largestFinite32,
  smallestNormal32,
  smallestNormal64,
  smallestSubnormal32,
  smallestSubnormal64,
} from './format.ts';

/**
 * ulp(x), the only definition in lastbit: the spacing of the format's numbers in the binade of |x|. That is 2^(e−p+1)
 * for 2^e ≤ |x| < 2^(e+1); below the normal range and at zero it is the smallest subnormal. At a power of two it is the
 * larger of the two spacings. x is any binary64 number, also for `ulp32`. Exact; NaN for NaN and the infinities.
 */
export function ulp32(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  return Math.abs(x) < smallestNormal32 ? smallestSubnormal32 : powerOfTwoBelow(x) * 2 ** -23;
}

export function ulp64(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  return Math.abs(x) < smallestNormal64
    ? smallestSubnormal64
    : Math.max(powerOfTwoBelow(x) * 2 ** -52, smallestSubnormal64);
}

/** The same in any format that is no wider than binary64. */
export function ulpIn(x: number, { precision, minExponent }: Format): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const smallest = 2 ** (minExponent - precision + 1);
  return Math.abs(x) < 2 ** minExponent ? smallest : Math.max(powerOfTwoBelow(x) * 2 ** (1 - precision), smallest);
}

const number = new Float64Array(1);
const pattern = new BigInt64Array(number.buffer);
const words = new Uint32Array(number.buffer);

/** The largest power of two that is not above |x|, for a normal binary64 number. */
function powerOfTwoBelow(x: number): number {
  number[0] = Math.abs(x);
  words[0] = 0;
  words[1] = words[1]! & 0x7ff00000;
  return number[0]!;
}

/** The next binary64 number above x. NaN and +∞ stay. */
export function nextUp64(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x;
  if (x === 0) return smallestSubnormal64;
  number[0] = x;
  pattern[0] = pattern[0]! + (x > 0 ? 1n : -1n);
  return number[0]!;
}

/** The next binary64 number below x. NaN and −∞ stay. */
export function nextDown64(x: number): number {
  return -nextUp64(-x);
}

const number32 = new Float32Array(1);
const pattern32 = new Int32Array(number32.buffer);

/** The smallest binary32 number above x, which may be any binary64 number. NaN and +∞ stay. */
export function nextUp32(x: number): number {
  const rounded = Math.fround(x);
  if (rounded > x || Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return rounded;
  if (rounded === 0) return smallestSubnormal32;
  if (rounded === Number.NEGATIVE_INFINITY) return -largestFinite32;
  number32[0] = rounded;
  pattern32[0] = pattern32[0]! + (rounded > 0 ? 1 : -1);
  return number32[0]!;
}

/** The largest binary32 number below x, which may be any binary64 number. NaN and −∞ stay. */
export function nextDown32(x: number): number {
  return -nextUp32(-x);
}
