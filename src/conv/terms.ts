import { UsageError } from '../errors/usage-error.ts';
import type { Batch } from './batch.ts';
import { checkShape, largestSize } from './check-shape.ts';
import { groupsOf, isTransposed, sameTerms, sumsPixels } from './operation.ts';
import { outputRows, outputShape, outputSize, paddingOf, transposedPadding } from './output-shape.ts';
import {
  type ConvShape,
  imageRows,
  imageSize,
  kernelRows,
  kernelSize,
  type Operation,
  usualOperation,
} from './shape.ts';
import { shapeKey } from './shape-text.ts';

/**
 * Which products each output sums. Output o is Σ image[plan.image[i]] · kernel[plan.kernel[i]] over i = o · terms + t,
 * t < terms. Indices count within one case. An index of −1 in `image` stands for a zero, of the padding or between the
 * pixels of a transposed convolution. An index of −1 in `kernel` stands for 1: pixels are summed, and no product
 * rounds.
 *
 * Output (b, y, x, c) is at o = ((b · rows + y) · columns + x) · channels + c. Its terms (r, q, k) are in the order
 * kernel row r, kernel column q, input channel k. The pixel is (b, y·stride + r·dilation − top, x·stride + q·dilation −
 * left, k) of the NHWC image, the tap (r, q, k, c) of the HWIO kernel. The kernel is not flipped. In groups, c is
 * filter c mod channelsOut of group ⌊c ÷ channelsOut⌋, and k are the channels of that group: the tap is (r, q, k, c mod
 * channelsOut). In a volume the rows of its slices are counted through, those of kernel and output too: row y of the
 * output is row y mod h of slice ⌊y ÷ h⌋, of h rows each. In a transposed convolution the pixel is at row
 * (y + top − r·dilation) ÷ stride, if that is whole.
 */
export interface TermPlan {
  readonly outputs: number;
  readonly terms: number;
  readonly image: Int32Array;
  readonly kernel: Int32Array;
  readonly imageSize: number;
  readonly kernelSize: number;
  /** Some index is −1. */
  readonly padded: boolean;
  /**
   * There is one output, and its terms are the whole image and the whole kernel in memory order: nothing has to be
   * copied.
   */
  readonly whole: boolean;
  /** The outputs of a case that the plan has, ascending, if not all of them. Then `outputs` is how many these are. */
  readonly chosen?: Int32Array;
}

/** The products that all outputs of a case sum. */
export function productCount(shape: ConvShape, operation: Operation): number {
  return outputSize(shape, operation) * termCount(shape, operation);
}

/** The products that one output sums. */
export function termCount(shape: ConvShape, operation: Operation = 'conv2d'): number {
  return (kernelRows(shape) * shape.kernelWidth * shape.channelsIn) / groupsOf(shape, operation);
}

const kept = new Map<string, TermPlan>();
/** Plans are cached up to this many terms in all (32 MiB). Then the oldest are dropped. */
const termsKept = 2 ** 22;
let termsHeld = 0;

/**
 * The plan of a shape, from a cache. Throws a UsageError if `checkShape` does, and for more than `largestSize` terms.
 */
export function planTerms(shape: ConvShape, operation: Operation = usualOperation(shape)): TermPlan {
  // First, because the plan may be known from another operation, which takes a shape that this one does not.
  checkPlan(shape, operation);
  const key = `${sameTerms(shape, operation)} ${shapeKey(shape)}`;
  const found = kept.get(key);
  if (found !== undefined) return found;
  const plan = fillPlan(shape, operation);
  kept.set(key, plan);
  termsHeld += plan.image.length;
  for (const [old, { image }] of kept) {
    if (termsHeld <= termsKept || old === key) break;
    kept.delete(old);
    termsHeld -= image.length;
  }
  return plan;
}

/** The plan of some outputs of a shape, ascending. Its cost goes with their number. Throws as `planTerms` does. */
export function planOutputs(shape: ConvShape, operation: Operation, chosen: Int32Array): TermPlan {
  checkPlan(shape, operation, chosen.length);
  return fillPlan(shape, operation, chosen);
}

/**
 * The plan of one output as that of a shape with this output alone. Its cost goes with the terms of that output, so it
 * exists for shapes whose whole plan is refused. Throws a UsageError if `checkShape` does.
 */
export function planOutput(shape: ConvShape, output: number, operation: Operation = usualOperation(shape)): TermPlan {
  const { chosen: _, ...plan } = planOutputs(shape, operation, Int32Array.of(output));
  return plan;
}

/**
 * Throws a UsageError, before any work, for a shape that the operation does not accept, or if the plan of so many
 * outputs, by default of all, is refused.
 */
export function checkPlan(shape: ConvShape, operation: Operation, wanted?: number): void {
  checkShape(shape, operation);
  const outputs = wanted ?? outputSize(shape, operation);
  const terms = termCount(shape, operation);
  if (outputs * terms <= largestSize) return;
  throw new UsageError(
    `shape: ${outputs} outputs of ${terms} terms are more than the ${largestSize} terms allowed; use a smaller shape`,
  );
}

function fillPlan(shape: ConvShape, operation: Operation, chosen?: Int32Array): TermPlan {
  const { width, channelsIn, channelsOut, kernelWidth } = shape;
  const [height, tapRows] = [imageRows(shape), kernelRows(shape)];
  const [, rows, columns, channels] = outputShape(shape, operation);
  const depth = channelsIn / groupsOf(shape, operation);
  const [rowOf, columnOf] = [rowUnder(shape, operation), lineOf(shape, operation, 1)];
  const onlyPixels = sumsPixels(operation);
  const terms = termCount(shape, operation);
  const outputs = chosen?.length ?? outputSize(shape, operation);
  if (outputs === 1 && isOneWindow(shape, operation)) {
    const inMemory = new Int32Array(terms);
    for (let t = 0; t < terms; t++) inMemory[t] = t;
    const plan = { outputs, terms, image: inMemory, kernel: inMemory, imageSize: terms, kernelSize: terms };
    return { ...plan, padded: false, whole: true, ...(chosen === undefined ? {} : { chosen }) };
  }
  const image = new Int32Array(outputs * terms);
  const kernel = new Int32Array(outputs * terms);
  let padded = false;
  for (let place = 0, i = 0; place < outputs; place++) {
    const o = chosen === undefined ? place : chosen[place]!;
    const c = o % channels;
    const x = Math.floor(o / channels) % columns;
    const y = Math.floor(o / (channels * columns)) % rows;
    const b = Math.floor(o / (channels * columns * rows));
    const first = Math.floor(c / channelsOut) * depth;
    const filter = c % channelsOut;
    for (let r = 0; r < tapRows; r++) {
      const pixelRow = rowOf(y, r);
      for (let q = 0; q < kernelWidth; q++) {
        const pixelColumn = columnOf(x, q);
        // False for the NaN of a line between the pixels, too.
        const inside = pixelRow >= 0 && pixelRow < height && pixelColumn >= 0 && pixelColumn < width;
        if (!inside) padded = true;
        const pixel = ((b * height + pixelRow) * width + pixelColumn) * channelsIn;
        const tap = (r * kernelWidth + q) * channelsIn * channelsOut;
        for (let k = first; k < first + depth; k++, i++) {
          image[i] = inside ? pixel + k : -1;
          kernel[i] = onlyPixels ? -1 : tap + k * channelsOut + filter;
        }
      }
    }
  }
  const sizes = { imageSize: imageSize(shape), kernelSize: kernelSize(shape) };
  const whole = outputs === 1 && !onlyPixels && inOrder(image, sizes.imageSize) && inOrder(kernel, sizes.kernelSize);
  const plan = { outputs, terms, image, kernel, ...sizes, padded, whole };
  return chosen === undefined ? plan : { ...plan, chosen };
}

/** Whether image and kernel are one window: a long sum needs no search for its terms. */
function isOneWindow(shape: ConvShape, operation: Operation): boolean {
  const { batch, height, width, channelsOut, kernelHeight, kernelWidth } = shape;
  return (
    batch === 1 &&
    channelsOut === 1 &&
    height === kernelHeight &&
    width === kernelWidth &&
    groupsOf(shape, operation) === 1 &&
    !isTransposed(operation) &&
    !sumsPixels(operation) &&
    paddingOf(shape).every((size) => size === 0) &&
    shape.depth === undefined
  );
}

/**
 * The row of the image under a row of the kernel, from the rows of output and kernel; NaN or outside the image if there
 * is none. Rows of a volume are counted through its slices.
 */
export function rowUnder(shape: ConvShape, operation: Operation): (output: number, tap: number) => number {
  const within = lineOf(shape, operation, 0);
  const { height, kernelHeight, depth } = shape;
  if (depth === undefined) return within;
  const rows = outputRows(shape);
  const { size, stride, dilation, before } = depth;
  return (output, tap) => {
    const slice = Math.floor(output / rows) * stride + Math.floor(tap / kernelHeight) * dilation - before;
    const row = within(output % rows, tap % kernelHeight);
    return slice < 0 || slice >= size || row < 0 || row >= height ? Number.NaN : slice * height + row;
  };
}

/** The line (0: row, 1: column) of the image under a tap, from the lines of output and tap; NaN if there is none. */
function lineOf(shape: ConvShape, operation: Operation, axis: 0 | 1): (output: number, tap: number) => number {
  const [stride, dilation] = [shape.stride[axis], shape.dilation[axis]];
  if (!isTransposed(operation)) {
    const before = paddingOf(shape)[2 * axis]!;
    return (output, tap) => output * stride + tap * dilation - before;
  }
  const cut = transposedPadding(shape)[2 * axis]!;
  return (output, tap) => {
    const line = (output + cut - tap * dilation) / stride;
    return Number.isInteger(line) ? line : Number.NaN;
  };
}

function inOrder(indices: Int32Array, size: number): boolean {
  return indices.length === size && indices.every((index, place) => index === place);
}

/**
 * The terms of all cases of a batch, window after window. Term t of output o of case i is left · right at index (i ·
 * outputs + o) · terms + t. `left` is the pixel (+0 in the padding), `right` the tap (1 where pixels are summed). If
 * each case is one window in memory order (`plan.whole`), these are the arrays of the batch itself: do not write to
 * them.
 */
export interface Terms {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

export function gatherTerms(plan: TermPlan, batch: Batch): Terms {
  if (plan.whole) return { left: batch.images, right: batch.kernels };
  const length = batch.count * plan.outputs * plan.terms;
  const left = new Float32Array(length);
  const right = new Float32Array(length);
  gather(plan.image, plan.imageSize, batch.images, batch.count, left, plan.padded);
  if (plan.kernel[0] === -1) right.fill(1);
  else gather(plan.kernel, plan.kernelSize, batch.kernels, batch.count, right, false);
  return { left, right };
}

function gather(
  indices: Int32Array,
  size: number,
  from: Float32Array,
  count: number,
  to: Float32Array,
  padded: boolean,
): void {
  const length = indices.length;
  for (let i = 0, place = 0, base = 0; i < count; i++, base += size) {
    if (padded) {
      for (let t = 0; t < length; t++, place++) {
        const index = indices[t]!;
        to[place] = index < 0 ? 0 : from[base + index]!;
      }
    } else {
      for (let t = 0; t < length; t++, place++) to[place] = from[base + indices[t]!]!;
    }
  }
}
