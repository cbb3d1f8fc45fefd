import { dyadic } from '../float/dyadic.ts';
import type { ObservedWindow } from './observed-window.ts';
import { compareToDecimal, type PrintedDecimal, parsePrinted } from './printed-decimal.ts';
import type { PrintedError } from './printed-error.ts';

export const isExact = 'it is the exact value';

/** An ulp of binary32, or of the format itself, in ulps of the format: of normal numbers. So too for u. */
const ulps = { binary16: 2 ** -13, bfloat16: 2 ** -16, binary32: 1, binary64: 1 };

/** So many significant digits tell every number of the format from the others. */
export const digitCount = ({ magnitude }: PrintedDecimal): number => magnitude.significand.toString().length;
export const digitsOf = { binary16: 5, bfloat16: 4, binary32: 9, binary64: 17 };

/** From here on a number rounds to infinity: the largest one and half an ulp. */
const thresholds = { binary32: dyadic(2n ** 25n - 1n, 103), binary64: dyadic(2n ** 54n - 1n, 970) };

/** "it is 128 ulp below the exact value, 0.31 u·P, 0.013 of the bound of any order". */
export function figuresOf(digitsPrinted: string, error: PrintedError, window: ObservedWindow): string {
  const { inputFormat, facts } = window;
  const { errorOverUP, errorOverBound } = error;
  const printed = parsePrinted(digitsPrinted);
  const base = inputFormat ?? window.base;
  const isBeyond = compareToDecimal(thresholds[window.base], printed.magnitude) <= 0;
  if (isBeyond && !(errorOverBound !== null && errorOverBound <= 1))
    return `it is beyond the largest number of ${window.base}`;
  const isDueZero = facts.sum?.significand === 0n;
  const signedErrorUlp = error.signedErrorUlp === null ? null : error.signedErrorUlp * ulps[base];
  if (signedErrorUlp === 0 || (isDueZero && printed.magnitude.significand === 0n)) return isExact;
  // Ulps between a few digits and the exact value would measure the digits.
  const digits = digitCount(printed);
  if (errorOverBound === 0 && digits < digitsOf[base] && (signedErrorUlp === null || Math.abs(signedErrorUlp) > 1))
    return `it is the exact value as near as its ${digits === 1 ? 'digit tells' : `${digits} digits tell`}`;
  const side = (signedErrorUlp ?? 0) > 0 ? 'above' : 'below';
  const inUnits = errorOverUP === null ? '' : `${number(errorOverUP * ulps[base])} u·P`;
  const ulp =
    signedErrorUlp !== null
      ? `it is ${number(Math.abs(signedErrorUlp))} ulp of ${base} ${side} the exact value`
      : isDueZero
        ? inUnits === ''
          ? 'the exact value is 0'
          : `it is ${inUnits} from the exact value, 0`
        : 'its error has no ulp';
  const unit = inUnits === '' || isDueZero ? '' : `, ${inUnits}`;
  if (errorOverBound === null) return `${ulp}${unit}`;
  // The digits leave room for the exact value.
  if (errorOverBound === 0) return `${ulp}${unit}`;
  const share = errorOverBound <= 1 ? `${number(errorOverBound)} of` : `${number(errorOverBound)} times`;
  // Of few digits, the bound is compared with the nearest number that prints so, which may be within it alone.
  const ownShare = Math.abs(error.signedErrorUlp ?? 0) / (error.boundUlp ?? Number.NaN);
  if (ownShare > 1 && errorOverBound <= 1)
    return `${ulp}${unit}; the nearest number that prints so is ${share} the bound of any order away`;
  return `${ulp}${unit}, ${share} the bound of any order`;
}

export function number(x: number): string {
  if (x === 0) return '0';
  if (x >= 1e7 || x < 1e-4) return x.toExponential(2).replace('e+', 'e').replace('e-', 'e−');
  return x >= 1000 ? Math.round(x).toLocaleString('en-US') : String(Number(x.toPrecision(3)));
}
