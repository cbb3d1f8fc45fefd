import { type Narrowing, narrowInputs } from '../sums/narrow-inputs.ts';
import type { PixelTable } from './pixel-table.ts';
import type { LoopAxis, Question } from './question.ts';
import { type Range, readSlab } from './slab.ts';

/** The products that one output adds: left[t] · right[t]. */
export interface OutputTerms {
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Whether a NaN or infinite tap has no pixel: an implementation that multiplies padding as zeros gives NaN. */
  readonly padsNonFinite?: boolean;
}

/** An output as the loops count it. */
export interface OutputPlace {
  readonly part: number;
  readonly batch: number;
  readonly row: number;
  readonly column: number;
  readonly channel: number;
}

/**
 * The factors of one output, `index` in C order of the answer, in the order kernel row, kernel column, channel. Places
 * in the padding have no term. A bias is the last term, bias · 1. `inputs` narrows `left` and `right` before, not the
 * bias. Reads only what it needs: the slow way to everything.
 */
export function termsOf(question: Question, index: number, inputs?: Narrowing): OutputTerms {
  const place = placeOfIndex(question, index);
  const { part, batch, row, column, channel } = place;
  const { kernelRows, kernelColumns, channels, rowOf, columnOf } = question.geometry;
  const one = (at: number): Range => [at, at + 1];
  const all: Range = [0, channels];
  const taps =
    question.right === undefined
      ? undefined
      : readSlab(question.right, [one(part), [0, kernelRows], [0, kernelColumns], all, one(channel)]);
  const rows = reachOf(rowOf, [row, row + 1], kernelRows);
  const columns = reachOf(columnOf, [column, column + 1], kernelColumns);
  const pixels = readSlab(question.left, [one(part), one(batch), rows, columns, all]);
  const width = (columns[1] - columns[0]) * channels;
  const left: Float64Array[] = [];
  const right: Float64Array[] = [];
  const narrow = (numbers: Float64Array): Float64Array => narrowed(numbers, inputs);
  let padsNonFinite = false;
  for (let r = 0; r < kernelRows; r++) {
    const pixelRow = rowOf.at(row * kernelRows + r)!;
    for (let q = 0; q < kernelColumns; q++) {
      const pixelColumn = columnOf.at(column * kernelColumns + q)!;
      const tap = (r * kernelColumns + q) * channels;
      if (pixelRow < 0 || pixelColumn < 0) {
        padsNonFinite ||= taps !== undefined && !narrow(taps.subarray(tap, tap + channels)).every(Number.isFinite);
        continue;
      }
      const pixel = (pixelRow - rows[0]) * width + (pixelColumn - columns[0]) * channels;
      left.push(pixels.subarray(pixel, pixel + channels));
      right.push(taps === undefined ? new Float64Array(channels).fill(1) : taps.subarray(tap, tap + channels));
    }
  }
  const bias = biasOf(question, place);
  return {
    padsNonFinite,
    left: joined([narrow(joined(left)), ...(bias === undefined ? [] : [Float64Array.of(bias)])]),
    right: joined([narrow(joined(right)), ...(bias === undefined ? [] : [Float64Array.of(1)])]),
  };
}

/** The least and the greatest step that a table of pixels has for a range of outputs; [0, 0] if all are padding. */
export function reachOf(table: PixelTable, [from, to]: Range, taps: number): Range {
  let [least, most] = [Number.POSITIVE_INFINITY, -1];
  for (let place = from * taps; place < to * taps; place++) {
    const pixel = table.at(place)!;
    if (pixel < 0) continue;
    if (pixel < least) least = pixel;
    if (pixel > most) most = pixel;
  }
  return most < 0 ? [0, 0] : [least, most + 1];
}

/** Numbers narrowed as an engine does. It takes binary32 numbers, so others are rounded to binary32 before. */
export function narrowed(numbers: Float64Array, inputs: Narrowing | undefined): Float64Array {
  return inputs === undefined ? numbers : Float64Array.from(narrowInputs(Float32Array.from(numbers), inputs));
}

/** Equal for the same way to narrow inputs. */
export const inputsKey = (inputs: Narrowing | undefined): string => JSON.stringify(inputs ?? null);

function biasOf({ bias }: Question, { part, channel }: OutputPlace): number | undefined {
  return bias === undefined
    ? undefined
    : readSlab(bias, [
        [part, part + 1],
        [channel, channel + 1],
      ])[0]!;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const out = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Where output `index`, in C order of the answer, is in the loops. */
export function placeOfIndex({ outputAxes, geometry }: Question, index: number): OutputPlace {
  const [part, batch, row, column, channel] = outputAxes.map((axis) => stepOf(axis, index)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  // A part and an output channel are one axis of the file, so that the step of one includes that of the other.
  const width = geometry.outputChannels;
  return { part, batch, row, column, channel: channel % width };
}

/** The step along an axis of the loops on which an index of the file lies. */
function stepOf(axis: LoopAxis, index: number): number {
  // An axis that the file does not have is of size 1, and its stride is 0.
  return axis.reduce(
    (step, { size, stride }) => (size === 1 ? step : step * size + (Math.floor(index / stride) % size)),
    0,
  );
}
