import { formatOfType } from '../float/element-type.ts';
import type { Narrowing } from '../sums/narrow-inputs.ts';
import type { Operand, Question } from './question.ts';
import { exponentOf } from './rounding-rule.ts';
import { narrowed } from './terms-of.ts';

const pieceSize = 2 ** 20;
/** Numbers that span more bits than this lie on no grid that binary64 could add exactly. */
const mostBits = 53;

/**
 * The g of the finest grid 2^g on which all terms lie: a product of the grids of both operands, and that of the bias.
 * −∞ if they span too many bits for any sum to be exact. Reads numbers until that is known.
 */
export function gridOf(question: Question, inputs: Narrowing | undefined): number {
  const left = gridOfOperand(question.left, inputs);
  const right = question.right === undefined ? 0 : left === none ? none : gridOfOperand(question.right, inputs);
  const bias = question.bias === undefined ? Number.POSITIVE_INFINITY : gridOfOperand(question.bias, undefined);
  return Math.min(left + right, bias);
}

const none = Number.NEGATIVE_INFINITY;

function gridOfOperand({ file }: Operand, inputs: Narrowing | undefined): number {
  if (formatOfType(file.type) === undefined) return 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  /** 2^-lowest where it is a number. */
  let scale = Number.NaN;
  for (let from = 0; from < file.length; from += pieceSize) {
    const numbers = narrowed(file.read(from, Math.min(file.length, from + pieceSize)), inputs);
    for (let i = 0; i < numbers.length; i++) {
      const size = Math.abs(numbers[i]!);
      if (size === 0 || !(size < Number.POSITIVE_INFINITY)) continue;
      if (size > highest) highest = size;
      // A number that is a multiple of the grid so far needs no look at its bits. Less than 1 is none, or underflowed.
      const scaled = size * scale;
      if (scaled >= 1 && scaled === Math.floor(scaled)) continue;
      lowest = Math.min(lowest, lowestBitOf(size));
      scale = Math.abs(lowest) < 1000 ? 2 ** -lowest : Number.NaN;
      if (exponentOf(highest) - lowest >= mostBits) return none;
    }
  }
  return lowest === Number.POSITIVE_INFINITY ? 0 : lowest;
}

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
const high = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** The exponent of the lowest bit of a positive number. */
function lowestBitOf(size: number): number {
  number[0] = size;
  const [top, bottom] = [words[high]!, words[1 - high]!];
  const binade = Math.max(1, (top >>> 20) & 0x7ff);
  const significand = (top >>> 20) & 0x7ff ? (top & 0xfffff) | 0x100000 : top & 0xfffff;
  const zeros = bottom === 0 ? 32 + trailing(significand) : trailing(bottom);
  return binade - 1075 + zeros;
}

const trailing = (word: number): number => 31 - Math.clz32(word & -word);
