import type { Format } from '../float/format.ts';

/** The name of a format, or its sizes. */
export function describeFormat({ precision, minExponent, maxExponent }: Format): string {
  if (precision === 24 && minExponent === -126) return 'binary32';
  if (precision === 53 && minExponent === -1022) return 'binary64';
  return `${precision} bits, exponents ${minExponent} to ${maxExponent}`;
}
