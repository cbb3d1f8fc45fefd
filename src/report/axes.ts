import type { ExactValue } from '../explain/explanation.ts';
/** Octaves of error ÷ bound above 2^-12: 0 there and below, 12 where the bound is reached. */
export const mostOctaves = 12;

export function octavesAbove(attained: number): number {
  return attained > 0 ? mostOctaves - Math.min(mostOctaves, Math.max(0, -Math.log2(attained))) : 0;
}

/** 2⁻¹² for −12, and 1 for 0: the label of a tick on an axis of powers of two. */
export function powerOfTwoText(exponent: number): string {
  const raised = [...String(exponent)].map((sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)])).join('');
  return exponent === 0 ? '1' : `2${raised}`;
}

/**
 * The axis of the histogram: the distance of a real from the exact value, in binary32 ulps of it. For drawing only:
 * binary64 arithmetic, accurate to far less than a pixel. Undefined if the exact value does not exist or is 0.
 */
export function ulpAxis(exact: ExactValue): ((value: number) => number) | undefined {
  const center = Number(exact.decimal);
  if (!Number.isFinite(center) || center === 0) return undefined;
  const ulp = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(center))), -126) - 23);
  return (value) => (value - center) / ulp;
}
