import { hasExactProducts } from '../float/element-type.ts';
import type { Narrowing } from '../sums/narrow-inputs.ts';
import type { Block } from './block-plan.ts';
import { termsPerOutput } from './block-plan.ts';
import { type ExactFacts, exactFacts } from './exact-output.ts';
import { compensatedDots, countDots, type Halves, halvesOf, plainDots, type Sums } from './loops.ts';
import { type PixelTable, partOfTable } from './pixel-table.ts';
import type { Question } from './question.ts';
import { type Range, readSlab } from './slab.ts';
import { inputsKey, narrowed, type OutputTerms, reachOf } from './terms-of.ts';
import { type Traits, traitsOf } from './traits.ts';

/**
 * The outputs of a block, in the order of the loops, each enclosed: the exact sum is high + low ± radius · absolute,
 * the exact absolute sum is absolute · (1 ± spread). `low` is absent where it would be 0.
 *
 * Plain loops, for exact products. Of N additions of numbers with absolute sum P, each with an error of at most u of
 * its result, the sum is off by at most N·u·P (Rump, Error estimation of floating-point summation and dot product, BIT
 * 2012); so is the absolute sum. N is the number of terms, with the bias.
 *
 * Compensated loops. high + Σ(errors of additions and products) is exact. The errors are at most u·|product|, and u
 * times a partial sum, which is at most P·(1+Nu): in all at most (N+1)·u·P·(1+Nu). Adding 2N of them, two at a time
 * before the sum, is off by at most 2N·u times that: 2N·(N+1)·u²·P·(1+2^-20). This needs products and their errors in
 * the normal range; `safeFactors` sees to it.
 *
 * The factor 1 + 2^-10 covers the roundings of these formulas and P in place of the computed absolute sum.
 */
export interface BlockValues extends Sums {
  readonly length: number;
  readonly radius: number;
  readonly spread: number;
  /** Non-zero terms of each output. */
  readonly counts: Float64Array;
  /** 1 where the enclosure does not hold, because a factor is NaN, infinite, or beyond what splitting allows. */
  readonly open: Uint8Array;
  /** The exact facts about one of the outputs. */
  facts(output: number): ExactFacts;
}

/** The taps of the last block, for each way to narrow inputs: the next block often shares them. */
export interface TapCache {
  last?: Map<string, { readonly key: string; readonly taps: Taps }>;
}

interface Taps extends Traits {
  /** For each part and output channel its terms. */
  readonly numbers: Float64Array;
  readonly ones: Float64Array | undefined;
  readonly halves: Halves | undefined;
}

export function blockValues(
  question: Question,
  block: Block,
  compensated: boolean,
  inputs: Narrowing | undefined,
  cache: TapCache,
): BlockValues {
  const { geometry } = question;
  const { parts, batches, rows, columns, channels } = block;
  const terms = termsPerOutput(geometry);
  const [pixelRows, pixelColumns] = [
    reachOf(geometry.rowOf, rows, geometry.kernelRows),
    reachOf(geometry.columnOf, columns, geometry.kernelColumns),
  ];
  const depth = geometry.channels;
  const part = (table: PixelTable, [from, to]: Range, taps: number) => partOfTable(table, from * taps, to * taps);
  const rowOf = part(geometry.rowOf, rows, geometry.kernelRows);
  const columnOf = part(geometry.columnOf, columns, geometry.kernelColumns);
  const image = narrowed(readSlab(question.left, [parts, batches, pixelRows, pixelColumns, [0, depth]]), inputs);
  const traits = traitsOf(image);
  const taps = tapsOf(question, block, compensated, inputs, cache);
  const bias = question.bias === undefined ? undefined : readSlab(question.bias, [parts, channels]);
  const width = channels[1] - channels[0];
  const [batchCount, rowCount, columnCount] = [batches, rows, columns].map(([from, to]) => to - from) as [
    number,
    number,
    number,
  ];
  const pixels = (parts[1] - parts[0]) * batchCount * rowCount * columnCount;
  const length = pixels * width;
  const sums = {
    high: new Float64Array(length),
    absolute: new Float64Array(length),
    low: compensated ? new Float64Array(length) : undefined,
  };
  const counts = new Float64Array(length);
  const open = new Uint8Array(length);
  const isOpen = compensated && !safeFactors(traits, taps);
  const finite = !traits.nonFinite && !taps.nonFinite;
  const counting = taps.zeros;
  const rowSize = (pixelColumns[1] - pixelColumns[0]) * depth;
  const imageSize = (pixelRows[1] - pixelRows[0]) * rowSize;
  const window = new Float64Array(terms);
  const ones = counting ? new Float64Array(terms) : undefined;

  /** Where the pixel under a tap begins in `image`; −1 in the padding. */
  const pixelAt = (pixel: number, r: number, q: number): number => {
    const x = pixel % columnCount;
    const y = Math.floor(pixel / columnCount) % rowCount;
    const row = rowOf[y * geometry.kernelRows + r]!;
    const column = columnOf[x * geometry.kernelColumns + q]!;
    if (row < 0 || column < 0) return -1;
    const picture = Math.floor(pixel / (columnCount * rowCount));
    return picture * imageSize + (row - pixelRows[0]) * rowSize + (column - pixelColumns[0]) * depth;
  };
  /** Copies the window of a pixel, with zeros in the padding. Returns how many terms it has. */
  const fillWindow = (pixel: number): number => {
    let inside = 0;
    for (let r = 0, place = 0; r < geometry.kernelRows; r++) {
      for (let q = 0; q < geometry.kernelColumns; q++, place += depth) {
        const first = pixelAt(pixel, r, q);
        if (first < 0) {
          for (let k = 0; k < depth; k++) window[place + k] = 0;
        } else {
          for (let k = 0; k < depth; k++) window[place + k] = image[first + k]!;
          inside += depth;
        }
      }
    }
    return inside;
  };

  const single = geometry.kernelRows === 1 && geometry.kernelColumns === 1;
  const imageHalves = compensated && single ? halvesOf(image) : undefined;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = pixel * width;
    const part = Math.floor(pixel / (batchCount * rowCount * columnCount));
    const from = part * width * terms;
    let [numbers, start, inside]: [Float64Array, number, number] = [window, 0, terms];
    const first = single ? pixelAt(pixel, 0, 0) : -1;
    if (first >= 0) [numbers, start] = [image, first];
    else inside = fillWindow(pixel);
    if (compensated) {
      const halves = first >= 0 ? imageHalves! : halvesOf(window);
      compensatedDots(numbers, halves, start, taps.numbers, taps.halves!, from, terms, width, sums, at);
    } else plainDots(numbers, start, taps.numbers, from, terms, width, sums, at);
    if (ones !== undefined) {
      for (let t = 0; t < terms; t++) ones[t] = numbers[start + t] === 0 ? 0 : 1;
      countDots(ones, 0, taps.ones!, from, terms, width, counts, at);
    } else {
      let count = inside;
      if (traits.zeros || inside < terms) {
        count = 0;
        for (let t = 0; t < terms; t++) if (numbers[start + t] !== 0) count++;
      }
      for (let c = 0; c < width; c++) counts[at + c] = count;
    }
    // ∞ − ∞, ∞·0 and NaN are NaN, and a sum with an infinity is none that is finite.
    if (!finite) for (let c = 0; c < width; c++) if (!Number.isFinite(sums.absolute[at + c]!)) open[at + c] = 1;
    if (bias !== undefined) addBias(sums, counts, open, bias, part * width, width, at);
  }
  if (isOpen) open.fill(1);
  const total = terms + 2;
  const radius = compensated ? 2 * total * (total + 1) * 2 ** -106 : total * 2 ** -53;
  return {
    ...sums,
    ...{ length, counts, open, radius: radius * (1 + 2 ** -10), spread: total * 2 ** -53 * (1 + 2 ** -10) },
    facts: (output) => exactFacts(termsAt(output)),
  };

  function termsAt(output: number): OutputTerms {
    const [pixel, channel] = [Math.floor(output / width), output % width];
    const part = Math.floor(pixel / (batchCount * rowCount * columnCount));
    const base = (part * width + channel) * terms;
    const left = new Float64Array(terms + 1);
    const right = new Float64Array(terms + 1);
    let count = 0;
    let padsNonFinite = false;
    for (let r = 0, place = base; r < geometry.kernelRows; r++) {
      for (let q = 0; q < geometry.kernelColumns; q++, place += depth) {
        const first = pixelAt(pixel, r, q);
        if (first < 0) {
          padsNonFinite ||= !taps.numbers.subarray(place, place + depth).every(Number.isFinite);
          continue;
        }
        for (let k = 0; k < depth; k++) {
          left[count] = image[first + k]!;
          right[count++] = taps.numbers[place + k]!;
        }
      }
    }
    if (bias !== undefined) {
      left[count] = bias[part * width + channel]!;
      right[count++] = 1;
    }
    return { left: left.subarray(0, count), right: right.subarray(0, count), padsNonFinite };
  }
}

function addBias(
  { high, low, absolute }: Sums,
  counts: Float64Array,
  open: Uint8Array,
  bias: Float64Array,
  from: number,
  width: number,
  at: number,
): void {
  for (let c = 0; c < width; c++) {
    const place = at + c;
    const x = bias[from + c]!;
    const sum = high[place]!;
    const next = sum + x;
    const virtual = next - sum;
    if (low !== undefined) low[place]! += sum - (next - virtual) + (x - virtual);
    high[place] = next;
    absolute[place]! += Math.abs(x);
    if (x !== 0) counts[place]!++;
    if (!Number.isFinite(x)) open[place] = 1;
  }
}

/** Whether splitting, multiplying and the errors of products stay in the normal range of binary64. */
function safeFactors(one: Traits, other: Traits): boolean {
  return one.most <= 2 ** 480 && other.most <= 2 ** 480 && one.least * other.least >= 2 ** -900;
}

function tapsOf(
  question: Question,
  { parts, channels }: Block,
  compensated: boolean,
  inputs: Narrowing | undefined,
  cache: TapCache,
): Taps {
  cache.last ??= new Map();
  const narrowing = inputsKey(inputs);
  const key = `${parts} ${channels} ${compensated}`;
  const known = cache.last.get(narrowing);
  if (known?.key === key) return known.taps;
  const { kernelRows, kernelColumns, channels: depth } = question.geometry;
  const terms = termsPerOutput(question.geometry);
  const numbers =
    question.right === undefined
      ? new Float64Array(terms).fill(1)
      : transposed(
          narrowed(
            readSlab(question.right, [parts, [0, kernelRows], [0, kernelColumns], [0, depth], channels]),
            inputs,
          ),
          terms,
          channels[1] - channels[0],
        );
  const traits = traitsOf(numbers);
  const taps = {
    ...traits,
    numbers,
    ones: traits.zeros ? numbers.map((x) => (x === 0 ? 0 : 1)) : undefined,
    halves: compensated ? halvesOf(numbers) : undefined,
  };
  cache.last.set(narrowing, { key, taps });
  return taps;
}

/** From terms × channels to channels × terms, for each part. */
function transposed(numbers: Float64Array, terms: number, width: number): Float64Array {
  if (width === 1) return numbers;
  const out = new Float64Array(numbers.length);
  const size = terms * width;
  for (let base = 0; base < numbers.length; base += size) {
    for (let t = 0, place = base; t < terms; t++) {
      for (let c = 0; c < width; c++, place++) out[base + c * terms + t] = numbers[place]!;
    }
  }
  return out;
}

/** Whether plain loops can decide: products are exact, and the format of the accumulator is far from binary64. */
export function needsCompensation(question: Question, precision: number): boolean {
  const types = [question.left, question.right, question.bias].map((operand) => operand?.file.type ?? 'bool');
  return precision > 32 || !types.every(hasExactProducts);
}
