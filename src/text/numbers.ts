import { withInfinitySign } from '../float/decimal.ts';
import type { Format } from '../float/format.ts';

/**
 * A measured number for reading: `digits` significant digits, an exponent only below 1e-4 and from 1e7 on; – if there
 * is none.
 */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined) return '–';
  if (value === 0 || !Number.isFinite(value)) return withInfinitySign(String(value));
  const size = Math.abs(value);
  const minus = value < 0 ? '−' : '';
  if (size >= 1e7 || size < 1e-4) {
    const text = size.toExponential(digits - 1);
    return minus + text.replace('e+', 'e').replace('e-', 'e−');
  }
  return minus + (size >= 10 ** digits ? size.toFixed(0) : String(Number(size.toPrecision(digits))));
}

/** 10,000. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 case`, `10,000 cases`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** What all processes of a run took at most, of a number of bytes. */
export const memoryText = (peakBytes: number): string =>
  `at most ${formatCount(Math.round(peakBytes / 2 ** 20))} MiB with engines`;

/** 12.3 %: three significant digits, never an exponent. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(percent)));
  return `${Number(percent.toFixed(decimals))
    .toFixed(decimals)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')} %`;
}

/** The name of a format, or its sizes. */
export function describeFormat({ precision, minExponent, maxExponent }: Format): string {
  if (precision === 24 && minExponent === -126) return 'binary32';
  if (precision === 53 && minExponent === -1022) return 'binary64';
  return `${precision} bits, exponents ${minExponent} to ${maxExponent}`;
}
