import { binary16, binary32, e4m3, e5m2, type Format } from '../float/format.ts';
import { roundExactly } from './round-exactly.ts';

/**
 * How inputs are reduced to fewer significant bits before they are multiplied. With the exponents of binary32: 8 bits
 * give bfloat16, 11 give TF32. With the range of a smaller format, larger numbers become infinite (if rounded) and
 * smaller ones lose bits.
 */
export interface InputRounding {
  readonly bits: number;
  readonly rounding: 'nearest-even' | 'toward-zero';
  readonly range?: SmallRange;
}

export type SmallRange = 'binary16' | 'e4m3' | 'e5m2';

const smallFormats: Readonly<Record<SmallRange, Format>> = { binary16, e4m3, e5m2 };

/** The significant bits of the format that has the range. */
export const bitsOfRange: Readonly<Record<SmallRange, number>> = { binary16: 11, e4m3: 4, e5m2: 3 };

/** The format to which inputs are narrowed. */
export function inputFormat({ bits, range }: Pick<InputRounding, 'bits' | 'range'>): Format {
  return { ...(range === undefined ? binary32 : smallFormats[range]), precision: bits };
}

/** The same also with ties away from zero, as the instruction rounds that makes TF32 numbers on GPUs. */
export interface Narrowing extends Omit<InputRounding, 'rounding'> {
  readonly rounding: InputRounding['rounding'] | 'nearest-away';
}

/**
 * Rounds every number to `bits` significant bits. Works on the bits of the encoding, as hardware does: subnormal
 * numbers lose the same places as others, and what rounds up beyond the largest number becomes infinite. NaN and
 * infinities stay. Throws a RangeError for ties away from zero in a smaller range, which nothing computes.
 */
export function narrowInputs(numbers: Float32Array, { bits, rounding, range }: Narrowing): Float32Array {
  if (range !== undefined) {
    if (rounding === 'nearest-away') throw new RangeError(`no ties away from zero in the range of ${range}`);
    const format = inputFormat({ bits, range });
    const { maxExponent, minExponent } = format;
    const [least, most] = [2 ** minExponent, 2 ** maxExponent];
    return narrowedWhere(numbers, bits, rounding, (x) => {
      const size = Math.abs(x);
      // Between these, the format has as many bits as binary32 keeps, and nothing becomes infinite.
      if (size >= least && size < most) return undefined;
      return Number.isFinite(x) && x !== 0 ? roundExactly({ high: x, low: 0, below: 0 }, format, rounding).high : x;
    });
  }
  return narrowedWhere(numbers, bits, rounding, (x) => (Number.isFinite(x) ? undefined : x));
}

/** Rounds the bits of all numbers but those for which `other` has a value. */
function narrowedWhere(
  numbers: Float32Array,
  bits: number,
  rounding: Narrowing['rounding'],
  other: (x: number) => number | undefined,
): Float32Array {
  const narrow = numbers.slice();
  const words = new Int32Array(narrow.buffer);
  const dropped = 24 - bits;
  const half = rounding === 'toward-zero' ? 0 : (1 << (dropped - 1)) - (rounding === 'nearest-even' ? 1 : 0);
  for (let i = 0; i < words.length; i += 1) {
    const instead = other(numbers[i]!);
    if (instead !== undefined) {
      narrow[i] = instead;
      continue;
    }
    const word = words[i]!;
    const odd = rounding === 'nearest-even' ? (word >>> dropped) & 1 : 0;
    words[i] = (word + half + odd) & (-1 << dropped);
  }
  return narrow;
}
