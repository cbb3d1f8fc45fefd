import { absDyadic, dyadicOf } from './dyadic.ts';
import { isNarrow, type NarrowName, roundNarrow } from './narrow-numbers.ts';

type FormatName = 'binary32' | 'binary64' | NarrowName;

/**
 * The shortest decimal that reads back as the same number of the format; of several, the one closest to it. Nine digits
 * are always enough for binary32 (Matula, In-and-out conversions, 1968). A whole number below 10^21, which has no
 * exponent, has all its digits: zeros in their place would look exact. The special values are `NaN`, `Infinity`,
 * `-Infinity` and `-0`.
 */
export function shortestDecimal(x: number, format: FormatName): string {
  if (Object.is(x, -0)) return '-0';
  if (!Number.isFinite(x)) return String(x);
  if (Number.isInteger(x) && Math.abs(x) < 1e21) return String(BigInt(x));
  if (format === 'binary64') return String(x);
  const round = isNarrow(format) ? (y: number) => roundNarrow(y, format) : Math.fround;
  for (let digits = 1; digits < 9; digits++) {
    const text = x.toPrecision(digits);
    if (round(Number(text)) === x) return String(Number(text));
  }
  return String(Number(x.toPrecision(9)));
}

/** Decimals of up to this many characters are read at a glance. */
const short = 8;

/**
 * A number of a format, for reading at a glance. Normally its shortest decimal. If that is long or has an exponent, and
 * k·2^e with an odd k is shorter, then that: 2^-59 for 1.7347235e-18. An infinity is ∞; `NaN` and `-0` are as in
 * `shortestDecimal`.
 */
export function readableNumber(x: number, format: FormatName): string {
  const decimal = shortestDecimal(x, format);
  if (!Number.isFinite(x)) return withInfinitySign(decimal);
  if (decimal.length <= short && !decimal.includes('e')) return decimal;
  const { significand, exponent } = absDyadic(dyadicOf(x));
  const power = `${x < 0 ? '-' : ''}${significand === 1n ? '' : `${significand}·`}2^${exponent}`;
  return power.length < Math.max(decimal.length, short + 1) ? power : decimal;
}

/** A decimal of up to `longest` characters fits on a line. Of a longer one, `kept` significant digits are shown. */
const longest = 40;
const kept = 20;

/** Shortens an exact decimal, as `decimalOf` writes it, that is too long for a line: 1.4012984643248170709…e-45. */
export function readableDecimal(decimal: string): string {
  const [, sign, whole, fraction] = /^(-?)(\d+)(?:\.(\d+))?/.exec(decimal) ?? [];
  if (decimal.length <= longest || whole === undefined) return withInfinitySign(decimal);
  const digits = (whole + (fraction ?? '')).replace(/^0+/, '');
  const exponent = whole === '0' ? digits.length - fraction!.length - 1 : whole.length - 1;
  const shown = digits.slice(0, kept);
  const more = /[1-9]/.test(digits.slice(kept)) ? '…' : '';
  return `${sign}${shown[0]}.${shown.slice(1)}${more}e${exponent}`;
}

/** As `readableDecimal`, without an exponent where the number is near 1, for a sentence: 0.17372087834655758342…. */
export function sentenceDecimal(decimal: string): string {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)\.(\d+)$/.exec(decimal) ?? [];
  const zeros = /^0*/.exec(fraction)![0].length;
  if (decimal.length <= longest || whole === undefined || whole.length >= kept) return readableDecimal(decimal);
  if (whole === '0' && zeros > 4) return readableDecimal(decimal);
  return `${sign}${whole}.${fraction.slice(0, whole === '0' ? zeros + kept : kept - whole.length)}…`;
}

/**
 * A decimal without an exponent divided by a whole number: all digits if they end, else more than `sentenceDecimal`
 * shows.
 */
export function quotientDecimal(decimal: string, divisor: number): string {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const places = fraction.length + longest + String(divisor).length;
  const quotient = (BigInt(whole + fraction) * 10n ** BigInt(places - fraction.length)) / BigInt(divisor);
  const digits = quotient.toString().padStart(places + 1, '0');
  const [units, rest] = [digits.slice(0, -places), digits.slice(-places).replace(/0+$/, '')];
  return `${sign}${units}${rest === '' ? '' : `.${rest}`}`;
}

/** ∞ and −∞ for the words of JavaScript, which JSON records keep; other text as it is. */
export function withInfinitySign(decimal: string): string {
  return decimal === 'Infinity' ? '∞' : decimal === '-Infinity' ? '−∞' : decimal;
}
