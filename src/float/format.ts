/**
 * A binary floating-point format with subnormals: `precision` significant bits; 2^minExponent is the smallest normal
 * number and 2^maxExponent the largest power of two. Infinities and NaN exist beside the finite numbers.
 */
export interface Format {
  readonly precision: number;
  readonly minExponent: number;
  readonly maxExponent: number;
}

export const binary16: Format = { precision: 11, minExponent: -14, maxExponent: 15 };
export const bfloat16: Format = { precision: 8, minExponent: -126, maxExponent: 127 };
/** What tensor cores keep of a binary32 input: its exponents, and the precision of binary16. */
export const tf32: Format = { precision: 11, minExponent: -126, maxExponent: 127 };
export const binary32: Format = { precision: 24, minExponent: -126, maxExponent: 127 };
export const binary64: Format = { precision: 53, minExponent: -1022, maxExponent: 1023 };
/** The 80 bits of x87, which has its leading bit written out. */
export const extended: Format = { precision: 64, minExponent: -16382, maxExponent: 16383 };

export type RoundingMode = 'nearest-even' | 'toward-zero' | 'up' | 'down';

/**
 * The two formats that engines compute in, as formulas. `unitRoundoff` is half an ulp of 1: the largest relative
 * distance of a real number in the normal range to its nearest neighbour in the format, up to the factor 1/(1+u).
 * `smallestSubnormal` is the spacing around zero; a rounded product that underflows is off by at most half of it.
 */
export const unitRoundoff32: number = 2 ** -24;
export const unitRoundoff64: number = 2 ** -53;
export const smallestSubnormal32: number = 2 ** -149;
export const smallestSubnormal64: number = 2 ** -1074;
export const smallestNormal32: number = 2 ** -126;
export const smallestNormal64: number = 2 ** -1022;
export const largestFinite32: number = (2 - 2 ** -23) * 2 ** 127;
/** From here on, round to nearest in binary32 gives infinity: half way between the largest number and 2^128. */
export const overflowThreshold32: number = (2 - 2 ** -24) * 2 ** 127;
