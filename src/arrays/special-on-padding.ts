import type { Question } from './question.ts';
import { readSlab } from './slab.ts';
import { placeOfIndex } from './terms-of.ts';

/**
 * Whether an output has a tap that is NaN or infinite at a place without a pixel. An implementation that multiplies
 * padding as zeros gives NaN there, one that leaves it out does not; both are right.
 */
export function meetsSpecialOnPadding(question: Question, index: number): boolean {
  const { right, geometry } = question;
  if (right === undefined || !hasSpecial(question)) return false;
  const { kernelRows, kernelColumns, channels, rowOf, columnOf } = geometry;
  const { part, row, column, channel } = placeOfIndex(question, index);
  for (let r = 0; r < kernelRows; r++) {
    for (let q = 0; q < kernelColumns; q++) {
      if (rowOf[row * kernelRows + r]! >= 0 && columnOf[column * kernelColumns + q]! >= 0) continue;
      const one = (at: number): readonly [number, number] => [at, at + 1];
      const taps = readSlab(right, [one(part), one(r), one(q), [0, channels], one(channel)]);
      if (taps.some((x) => !Number.isFinite(x))) return true;
    }
  }
  return false;
}

const known = new WeakMap<Question, boolean>();
const pieceSize = 2 ** 20;

/** Whether there are padding and a tap that is not finite. Most kernels have none, so that outputs need no look. */
function hasSpecial(question: Question): boolean {
  const found = known.get(question);
  if (found !== undefined) return found;
  const { rowOf, columnOf } = question.geometry;
  const { file } = question.right!;
  let special = false;
  if (rowOf.some((row) => row < 0) || columnOf.some((column) => column < 0)) {
    for (let from = 0; from < file.length && !special; from += pieceSize)
      special = file.read(from, Math.min(file.length, from + pieceSize)).some((x) => !Number.isFinite(x));
  }
  known.set(question, special);
  return special;
}
