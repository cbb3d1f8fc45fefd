import { offsetOf, offsetsOf } from '../axes.ts';
import type { LoopAxis, Operand, Question } from '../question.ts';
import type { OutputPlace } from '../terms-of.ts';
import { type Pages, pagesOf } from './pages.ts';

/** The factors that one output multiplies and adds, in the order of the loops: kernel row, kernel column, channel. */
export interface Terms {
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** The taps that meet a pixel, each as r · kernelColumns + q; each has `channels` terms, side by side. */
  readonly taps: Int32Array;
  readonly channels: number;
  readonly bias: number;
  /** Whether there is a bias, which may be 0. */
  readonly biased: boolean;
  readonly divisor: number;
}

/** At which places the operands of an output are read; absent: at that of the output. */
export interface OperandPlaces {
  readonly left?: OutputPlace;
  readonly right?: OutputPlace;
  readonly bias?: OutputPlace;
}

const pages = new WeakMap<object, Pages>();

function numbersOf({ file }: Operand): Pages {
  const known = pages.get(file);
  if (known !== undefined) return known;
  const made = pagesOf(file);
  pages.set(file, made);
  return made;
}

const steps = new WeakMap<LoopAxis, Float64Array>();

/** How far from the first number of the file each step of an axis is. */
function stepsOf(axis: LoopAxis, size: number): Float64Array {
  const known = steps.get(axis);
  if (known !== undefined && known.length === size) return known;
  const made = offsetsOf(axis, 0, size);
  steps.set(axis, made);
  return made;
}

/** The terms of the output at a place of the loops. */
export function gather(question: Question, place: OutputPlace, operands: OperandPlaces = {}): Terms {
  const { geometry, left, right, bias, divisor } = question;
  const { kernelRows, kernelColumns, channels, rowOf, columnOf } = geometry;
  const [at, of, added] = [operands.left ?? place, operands.right ?? place, operands.bias ?? place];
  const taps: number[] = [];
  const pixels: number[] = [];
  const [parts, images, rows, columns, depth] = left.axes;
  const image = offsetOf(parts!, at.part) + offsetOf(images!, at.batch);
  for (let r = 0; r < kernelRows; r++) {
    const row = rowOf.at(at.row * kernelRows + r)!;
    if (row < 0) continue;
    for (let q = 0; q < kernelColumns; q++) {
      const column = columnOf.at(at.column * kernelColumns + q)!;
      if (column < 0) continue;
      taps.push(r * kernelColumns + q);
      pixels.push(image + offsetOf(rows!, row) + offsetOf(columns!, column));
    }
  }
  const depths = stepsOf(depth!, channels);
  const lefts = new Float64Array(taps.length * channels);
  const rights = new Float64Array(taps.length * channels).fill(1);
  const pixelAt = numbersOf(left).at;
  for (let i = 0, t = 0; i < taps.length; i++)
    for (let k = 0; k < channels; k++, t++) lefts[t] = pixelAt(pixels[i]! + depths[k]!);
  if (right !== undefined) {
    const [group, tapRow, tapColumn, tapDepth, output] = right.axes;
    const base = offsetOf(group!, of.part) + offsetOf(output!, of.channel);
    const tapSteps = stepsOf(tapDepth!, channels);
    const tapAt = numbersOf(right).at;
    for (let i = 0, t = 0; i < taps.length; i++) {
      const tap = taps[i]!;
      const row = Math.floor(tap / kernelColumns);
      const from = base + offsetOf(tapRow!, row) + offsetOf(tapColumn!, tap % kernelColumns);
      for (let k = 0; k < channels; k++, t++) rights[t] = tapAt(from + tapSteps[k]!);
    }
  }
  return {
    ...{ left: lefts, right: rights, taps: Int32Array.from(taps), channels, divisor },
    bias:
      bias === undefined
        ? 0
        : numbersOf(bias).at(offsetOf(bias.axes[0]!, added.part) + offsetOf(bias.axes[1]!, added.channel)),
    biased: bias !== undefined,
  };
}
