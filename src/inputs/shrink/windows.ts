import type { Case } from '../../conv/batch.ts';
import { outputShape, outputSlices, paddingOf } from '../../conv/output-shape.ts';
import { type ConvShape, kernelSize, rowShape } from '../../conv/shape.ts';
import { twoSum } from '../../float/addition.ts';
import { range, type Selection, type Spacing, select } from './select.ts';
import { spread } from './values.ts';

const most = 128;
const single = { stride: 1, dilation: 1, before: 0, after: 0 } as const;
const alone = { stride: [1, 1], dilation: [1, 1], padding: 'valid', depth: single } as const;

/** Whether a case is one window: an image as large as its kernel, without padding. */
export function isWindow(shape: ConvShape): boolean {
  const { batch, height, width, kernelHeight, kernelWidth, padding, depth } = shape;
  if (depth !== undefined && (depth.size !== depth.kernel || depth.before + depth.after > 0)) return false;
  return batch === 1 && height === kernelHeight && width === kernelWidth && padding === 'valid';
}

/**
 * The largest steps: one output alone, as an image of the size of the kernel. Padding inside the window becomes zeros
 * of the image. First with one output channel, then with all. With one output channel, first with one input channel,
 * because the shape does not tell a depthwise convolution from an ordinary one. If the case is such a window already:
 * single terms, two terms as one, and few terms that have the largest possible rounding errors.
 */
export function* shrinkToWindow(input: Case): Generator<Case | undefined> {
  const { shape } = input;
  if (isWindow(shape)) {
    yield* singleTerms(input);
    yield packed(input);
    yield* shorterRows(input);
    yield* mergedTerms(input);
    yield* shortWitnesses(input);
    return;
  }
  const [batch, rows, columns, channels] = outputShape(shape);
  const places = batch * rows * columns;
  const kept: Selection[] = [];
  if (channels > 1) kept.push(...spread(channels, 9).map((channel) => ({ channelsOut: [channel] })));
  else if (shape.channelsIn > 1)
    kept.push({}, ...spread(shape.channelsIn, 9).map((channel) => ({ channelsIn: [channel] })));
  if (channels > 1 || shape.channelsIn === 1) kept.push({});
  for (const selection of kept) {
    for (const place of spread(places, Math.ceil(most / kept.length))) yield windowAt(input, place, selection);
  }
}

/** The window of output place (b · rows + y) · columns + x. */
export function windowAt(input: Case, place: number, selection: Selection, spacing: Spacing = {}): Case | undefined {
  const { shape } = input;
  const [, allRows, columns] = outputShape(shape);
  const rows = allRows / outputSlices(shape);
  const [top, , left] = paddingOf(shape);
  const x = place % columns;
  const y = Math.floor(place / columns) % rows;
  const z = Math.floor(place / (columns * rows)) % outputSlices(shape);
  const inside = (at: number, size: number): number => (at >= 0 && at < size ? at : -1);
  const seen = {
    batches: [Math.floor(place / (columns * allRows))],
    rows: range(0, shape.kernelHeight).map((r) =>
      inside(y * shape.stride[0] + r * shape.dilation[0] - top, shape.height),
    ),
    columns: range(0, shape.kernelWidth).map((q) =>
      inside(x * shape.stride[1] + q * shape.dilation[1] - left, shape.width),
    ),
  };
  const { depth } = shape;
  const slices =
    depth &&
    range(0, depth.kernel).map((s) => inside(z * depth.stride + s * depth.dilation - depth.before, depth.size));
  return select(input, { ...seen, slices, ...selection }, { ...alone, ...spacing });
}

function* singleTerms(input: Case): Generator<Case | undefined> {
  const { kernelHeight, kernelWidth, channelsIn, channelsOut, depth } = input.shape;
  const taps = kernelSize(input.shape);
  for (const tap of spread(taps, most)) {
    const channel = Math.floor(tap / channelsOut) % channelsIn;
    const place = Math.floor(tap / (channelsOut * channelsIn));
    const [line, column] = [Math.floor(place / kernelWidth), place % kernelWidth];
    const [slice, row] = [Math.floor(line / kernelHeight), line % kernelHeight];
    const position = {
      ...{ rows: [row], columns: [column], kernelRows: [row], kernelColumns: [column] },
      ...(depth && { slices: [slice], kernelSlices: [slice] }),
    };
    yield select(input, { ...position, channelsIn: [channel], channelsOut: [tap % channelsOut] }, alone);
  }
}

/** The terms of a window that are not zero, side by side in one row. */
function packed({ shape, image, kernel }: Case): Case | undefined {
  if (shape.channelsOut !== 1) return undefined;
  const kept = range(0, image.length).filter((term) => image[term] !== 0 && kernel[term] !== 0);
  if (kept.length === 0) return undefined;
  return {
    shape: rowShape(kept.length),
    image: Float32Array.from(kept, (term) => image[term]!),
    kernel: Float32Array.from(kept, (term) => kernel[term]!),
  };
}

/** Many terms in one row, without those at either end: so their number may become any, not only a product of sizes. */
function* shorterRows({ shape, image, kernel }: Case): Generator<Case> {
  const n = image.length;
  if (shape.channelsOut !== 1 || n <= mostTerms) return;
  for (let cut = n >> 1; cut >= 1; cut >>= 1) {
    for (const [from, to] of [
      [0, n - cut],
      [cut, n],
    ] as const)
      yield { shape: rowShape(to - from), image: image.slice(from, to), kernel: kernel.slice(from, to) };
  }
}

/** More terms would give too many pairs. Terms that are not needed were left out before. */
const mostTerms = 16;

/**
 * For a case of one window and one output channel: all terms in a row, with two of them as one. The one is their exact
 * sum times 1, if binary32 holds it, in the place of the first or of the second. So the sum of all terms stays, and 1 +
 * 1 + 1 becomes 3 if only the sum matters.
 */
export function* mergedTerms({ shape, image, kernel }: Case): Generator<Case> {
  const n = image.length;
  if (shape.channelsOut !== 1 || n > mostTerms) return;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const [sum, error] = twoSum(image[i]! * kernel[i]!, image[j]! * kernel[j]!);
      if (error !== 0 || sum === 0 || Math.fround(sum) !== sum) continue;
      for (const [kept, gone] of [
        [i, j],
        [j, i],
      ] as const) {
        const row = (numbers: Float32Array, merged: number): Float32Array =>
          numbers.map((x, place) => (place === kept ? merged : x)).filter((_, place) => place !== gone);
        yield { shape: rowShape(n - 1), image: row(image, sum), kernel: row(kernel, 1) };
      }
    }
  }
}

/** 24929 · 673 = 2^24 + 1, half way between two binary32 numbers. */
const tie = [24929, 673] as const;
/** What is added to it: 1, which ties with 2^24, or the most that a truncating accumulator can lose. */
const others = [
  [1, 1],
  [1, 2 - 2 ** -23],
] as const;

const cancelling = [
  [1, 1],
  [-1, 1],
] as const;
/** 2^23 + 1/2: the half, which is lost, makes 1 with what follows. */
const carried = [
  [2 ** 12, 2 ** 11],
  [1, 0.5],
  [1, 1],
  [1, 1],
] as const;

/**
 * Windows of two, three and four terms: with the largest rounding errors that this number of terms can have, with a sum
 * that cancels, and with small terms after a large one, which a compensated sum must not lose. A failure that needs
 * many random terms often shows on one of these, and dropping terms does not lead there. Only those shorter than the
 * current window.
 */
export function* shortWitnesses({ kernel }: Case): Generator<Case> {
  for (const terms of [2, 3, 4]) {
    if (terms >= kernel.length) return;
    for (const other of others) {
      const rest = Array.from({ length: terms - 1 }, () => other);
      yield window([tie, ...rest]);
      yield window([...rest, tie]);
    }
    yield window(terms === 2 ? cancelling : carried.slice(0, terms));
  }
}

function window(terms: readonly (readonly [pixel: number, tap: number])[]): Case {
  const [height, width] = [1, terms.length];
  const sizes = { batch: 1, height, width, channelsIn: 1, channelsOut: 1, kernelHeight: height, kernelWidth: width };
  return {
    shape: { ...sizes, stride: [1, 1], dilation: [1, 1], padding: 'valid' },
    image: Float32Array.from(terms, ([pixel]) => pixel),
    kernel: Float32Array.from(terms, ([, tap]) => tap),
  };
}
