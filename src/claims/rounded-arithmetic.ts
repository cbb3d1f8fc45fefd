import { addDyadic, type Dyadic, dyadicOf, multiplyDyadic, roundDyadic } from '../float/dyadic.ts';
import { binary32, binary64, type Format } from '../float/format.ts';

/**
 * Addition and multiplication of the numbers of a format, each rounded once to nearest even. Numbers of every format
 * here are binary64 numbers too. A result that overflows is infinite.
 */
export interface RoundedArithmetic {
  readonly name: string;
  readonly format: Format;
  add(a: number, b: number): number;
  multiply(a: number, b: number): number;
}

/**
 * binary32 as this machine computes it: an operation of binary64, then Math.fround. This rounds + and × correctly: a
 * product of two binary32 numbers is exact in binary64, and 53 ≥ 2·24 + 2 bits make the second rounding of a sum
 * harmless.
 */
export const machine32: RoundedArithmetic = {
  name: 'binary32 by Math.fround',
  format: binary32,
  add: (a, b) => Math.fround(a + b),
  multiply: (a, b) => Math.fround(a * b),
};

/** binary64 as this machine computes it. */
export const machine64: RoundedArithmetic = {
  name: 'binary64',
  format: binary64,
  add: (a, b) => a + b,
  multiply: (a, b) => a * b,
};

/** Any format that fits into binary64: computed exactly with big integers, then rounded once. */
export function roundedArithmetic(format: Format): RoundedArithmetic {
  const { precision, minExponent, maxExponent } = format;
  const round = (exact: Dyadic): number => roundDyadic(exact, format, 'nearest-even');
  return {
    name: `${precision} bits, exponents ${minExponent} to ${maxExponent}`,
    format,
    add: (a, b) => (bothFinite(a, b) ? round(addDyadic(dyadicOf(a), dyadicOf(b))) : a + b),
    multiply: (a, b) => (bothFinite(a, b) ? round(multiplyDyadic(dyadicOf(a), dyadicOf(b))) : a * b),
  };
}

const bothFinite = (a: number, b: number): boolean => Number.isFinite(a) && Number.isFinite(b);
