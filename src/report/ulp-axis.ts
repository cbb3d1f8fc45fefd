import type { ExactValue } from '../explain/explanation.ts';

/**
 * Distance of a real from the exact value, in binary32 ulp of the latter: the axis of the histogram. For drawing only (binary64
 * arithmetic, good to far less than a pixel); judgements are made elsewhere, exactly. None where there is no exact value, or 0.
 */
export function ulpAxis(exact: ExactValue): ((value: number) => number) | undefined {
  const center = Number(exact.decimal);
  if (!Number.isFinite(center) || center === 0) return undefined;
  const ulp = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(center))), -126) - 23);
  return (value) => (value - center) / ulp;
}
