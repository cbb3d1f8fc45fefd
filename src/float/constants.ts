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
