import { bfloat16, binary16, binary32, type Format, tf32 } from '../../float/format.ts';
import { roundExactly } from '../../sums/round-exactly.ts';

/** How a number loses bits: ties to even, ties away from zero, or cut. */
export type Mode = 'nearest-even' | 'nearest-away' | 'toward-zero';

/** Rounds a binary64 number to a narrower format. Zeros, NaN and infinities stay. */
export function narrowTo(format: Format, mode: Mode): (x: number) => number {
  if (format.precision === 24 && mode === 'nearest-even') return Math.fround;
  const slow = roundedBy(format, mode);
  const dropped = 24 - format.precision;
  if (dropped <= 0) return slow;
  // The bits of a binary32 number, as hardware rounds it, where the format has the exponent.
  const [least, most] = [2 ** format.minExponent, 2 ** format.maxExponent];
  const half = mode === 'toward-zero' ? 0 : 2 ** (dropped - 1) - (mode === 'nearest-even' ? 1 : 0);
  const odd = mode === 'nearest-even' ? 1 : 0;
  return (x) => {
    number[0] = x;
    const size = Math.abs(x);
    if (number[0] !== x || !(size >= least && size < most)) return slow(x);
    const word = words[0]!;
    words[0] = (word + half + ((word >>> dropped) & odd)) & (-1 << dropped);
    return number[0]!;
  };
}

/** high + low, with high = RN64(high + low), rounded once to nearest in a format. Zeros, NaN and infinities stay. */
export function roundOnce(format: Format, high: number, low: number): number {
  if (high === 0 || !Number.isFinite(high) || format.precision === 53) return high;
  return roundExactly({ high, low, below: 0 }, format, 'nearest-even').high;
}

const number = new Float32Array(1);
const words = new Int32Array(number.buffer);

function roundedBy(format: Format, mode: Mode): (x: number) => number {
  const round = (x: number, how: 'nearest-even' | 'toward-zero'): number =>
    roundExactly({ high: x, low: 0, below: 0 }, format, how).high;
  return (x) => {
    if (x === 0 || !Number.isFinite(x)) return x;
    if (mode !== 'nearest-away') return round(x, mode);
    const [cut, nearest] = [round(x, 'toward-zero'), round(x, 'nearest-even')];
    // Twice the rest leads to a number of the format only from a tie.
    const next = cut + 2 * (x - cut);
    return x !== cut && round(next, 'toward-zero') === next ? next : nearest;
  };
}

/** Whether a number is one of the format; NaN, infinities and zeros are. */
export function isIn(format: Format, x: number): boolean {
  return x === 0 || !Number.isFinite(x) || narrowTo(format, 'toward-zero')(x) === x;
}

export interface NarrowFormat {
  /** As sentences name it. */
  readonly name: string;
  readonly format: Format;
  readonly modes: readonly Mode[];
}

/** The widest first. */
export const narrowFormats: readonly NarrowFormat[] = [
  { name: 'binary32', format: binary32, modes: ['nearest-even', 'toward-zero'] },
  { name: 'TF32', format: tf32, modes: ['nearest-even', 'nearest-away', 'toward-zero'] },
  { name: 'binary16', format: binary16, modes: ['nearest-even', 'toward-zero'] },
  { name: 'bfloat16', format: bfloat16, modes: ['nearest-even', 'toward-zero'] },
];

export const modeWords: Readonly<Record<Mode, string>> = {
  'nearest-even': '',
  'nearest-away': ' rounded with ties away from zero',
  'toward-zero': ' cut toward zero',
};
