/**
 * A binary floating-point format with subnormals, infinities and NaN. `precision` counts significant bits;
 * 2^minExponent is the smallest normal number and 2^maxExponent the largest power of two.
 */
export interface Format {
  readonly precision: number;
  readonly minExponent: number;
  readonly maxExponent: number;
}

export const binary16: Format = { precision: 11, minExponent: -14, maxExponent: 15 };
export const bfloat16: Format = { precision: 8, minExponent: -126, maxExponent: 127 };
/** What tensor cores keep of a binary32 input: the exponents of binary32 and the precision of binary16. */
export const tf32: Format = { precision: 11, minExponent: -126, maxExponent: 127 };
export const binary32: Format = { precision: 24, minExponent: -126, maxExponent: 127 };
/** The formats of eight bits of the Open Compute Project, with an infinity where e4m3 has another 448 < x ≤ 480. */
export const e4m3: Format = { precision: 4, minExponent: -6, maxExponent: 8 };
export const e5m2: Format = { precision: 3, minExponent: -14, maxExponent: 15 };
export const binary64: Format = { precision: 53, minExponent: -1022, maxExponent: 1023 };
/** The 80-bit format of x87. It stores its leading bit. */
export const extended: Format = { precision: 64, minExponent: -16382, maxExponent: 16383 };

export type RoundingMode = 'nearest-even' | 'toward-zero' | 'up' | 'down';

/**
 * Constants of binary32 and binary64. `unitRoundoff` u is half an ulp of 1: a real number in the normal range is within
 * a relative u/(1+u) of its nearest neighbour in the format. `smallestSubnormal` is the spacing around zero: a rounded
 * product that underflows is off by at most half of it.
 */
export const unitRoundoff32: number = 2 ** -24;
export const unitRoundoff64: number = 2 ** -53;
export const smallestSubnormal32: number = 2 ** -149;
export const smallestSubnormal64: number = 2 ** -1074;
export const smallestNormal32: number = 2 ** -126;
export const smallestNormal64: number = 2 ** -1022;
export const largestFinite32: number = (2 - 2 ** -23) * 2 ** 127;
/**
 * Half way between the largest finite number and 2^128. From here on, rounding to nearest in binary32 gives infinity.
 */
export const overflowThreshold32: number = (2 - 2 ** -24) * 2 ** 127;

/** The same of a format that is narrower than binary64: 65520 for binary16. */
export function overflowThreshold({ precision, maxExponent }: Format): number {
  return (2 - 2 ** -precision) * 2 ** maxExponent;
}

/** The largest finite number of a format. */
export function largestFinite({ precision, maxExponent }: Format): number {
  return (2 - 2 ** (1 - precision)) * 2 ** maxExponent;
}
