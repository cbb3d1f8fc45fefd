import { dyadicOf, roundDyadic } from './dyadic.ts';
import type { Format, RoundingMode } from './format.ts';

/** Rounds a binary64 number to a format. NaN, the infinities and ±0 stay. */
export function roundToFormat(x: number, format: Format, mode: RoundingMode): number {
  return Number.isFinite(x) && x !== 0 ? roundDyadic(dyadicOf(x), format, mode) : x;
}
