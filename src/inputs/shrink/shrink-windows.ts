import type { Case } from '../../conv/batch.ts';
import { outputShape, paddingOf } from '../../conv/output-shape.ts';
import { type ConvShape, rowShape } from '../../conv/shape.ts';
import { mergedTerms } from './merged-terms.ts';
import { range, type Selection, select } from './select.ts';
import { shortWitnesses } from './short-witnesses.ts';
import { spread } from './spread.ts';

const most = 128;
const alone = { stride: [1, 1], dilation: [1, 1], padding: 'valid' } as const;

/** Whether a case is one window: an image as large as its kernel, nothing around it. */
export function isWindow({ batch, height, width, kernelHeight, kernelWidth, padding }: ConvShape): boolean {
  return batch === 1 && height === kernelHeight && width === kernelWidth && padding === 'valid';
}

/**
 * The largest steps: one output alone, as an image of the size of the kernel; the padding that the window saw becomes zeros of the image.
 * First with one channel out (and, since a depthwise convolution is told apart by nothing in the shape, with one channel in
 * where there is one channel out), then with all. In a case that is such a window already: single terms, two terms as one, and
 * few terms that lose as much as so many can.
 */
export function* shrinkToWindow(input: Case): Generator<Case | undefined> {
  const { shape } = input;
  if (isWindow(shape)) {
    yield* singleTerms(input);
    yield packed(input);
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
function windowAt(input: Case, place: number, selection: Selection): Case | undefined {
  const { shape } = input;
  const [, rows, columns] = outputShape(shape);
  const [top, , left] = paddingOf(shape);
  const x = place % columns;
  const y = Math.floor(place / columns) % rows;
  const inside = (at: number, size: number): number => (at >= 0 && at < size ? at : -1);
  const seen = {
    batches: [Math.floor(place / (columns * rows))],
    rows: range(0, shape.kernelHeight).map((r) =>
      inside(y * shape.stride[0] + r * shape.dilation[0] - top, shape.height),
    ),
    columns: range(0, shape.kernelWidth).map((q) =>
      inside(x * shape.stride[1] + q * shape.dilation[1] - left, shape.width),
    ),
  };
  return select(input, { ...seen, ...selection }, alone);
}

function* singleTerms(input: Case): Generator<Case | undefined> {
  const { kernelHeight, kernelWidth, channelsIn, channelsOut } = input.shape;
  const taps = kernelHeight * kernelWidth * channelsIn * channelsOut;
  for (const tap of spread(taps, most)) {
    const channel = Math.floor(tap / channelsOut) % channelsIn;
    const place = Math.floor(tap / (channelsOut * channelsIn));
    const [row, column] = [Math.floor(place / kernelWidth), place % kernelWidth];
    const position = { rows: [row], columns: [column], kernelRows: [row], kernelColumns: [column] };
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
