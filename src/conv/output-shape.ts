import { groupsOf, isTransposed, sumsPixels } from './operation.ts';
import type { ConvShape, Operation } from './shape.ts';

/**
 * The rows and columns of zeros around an image: [top, bottom, left, right].
 *
 * `valid` is none. `same` is TensorFlow's SAME: the output has ⌈size / stride⌉ rows, and the padding is as small as
 * that allows: max(0, (output − 1) · stride + reach − size) with reach = (kernel − 1) · dilation + 1. Half of it,
 * rounded down, goes before the image and the rest after it. So an odd row or column of zeros is at the bottom or on
 * the right.
 */
export function paddingOf(shape: ConvShape): readonly [top: number, bottom: number, left: number, right: number] {
  if (shape.padding === 'valid') return [0, 0, 0, 0];
  if (shape.padding !== 'same') return shape.padding;
  const rows = samePadding(shape.height, shape.kernelHeight, shape.stride[0], shape.dilation[0]);
  const columns = samePadding(shape.width, shape.kernelWidth, shape.stride[1], shape.dilation[1]);
  return [...rows, ...columns];
}

/** The zeros of `same` along one axis. */
export function samePadding(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
): [before: number, after: number] {
  const output = Math.ceil(size / stride);
  const total = Math.max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - size);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/**
 * The shape of one output, NHWC. Rows = ⌊(height + top + bottom − (kernelHeight − 1) · dilation − 1) / stride⌋ + 1, and
 * columns likewise; not positive if the kernel does not fit. The rows of a volume are those of all its
 * slices. Channels are `channelsOut` for each group, and 1 where pixels are summed. For a transposed convolution see
 * `transposedPadding`.
 */
export function outputShape(
  shape: ConvShape,
  operation: Operation = 'conv2d',
): readonly [batch: number, height: number, width: number, channels: number] {
  if (isTransposed(operation)) return transposedShape(shape);
  const height = outputRows(shape) * (shape.depth === undefined ? 1 : outputSlices(shape));
  const [, , left, right] = paddingOf(shape);
  const width = outputs(shape.width + left + right, shape.kernelWidth, shape.stride[1], shape.dilation[1]);
  const channels = sumsPixels(operation) ? 1 : groupsOf(shape, operation) * shape.channelsOut;
  return [shape.batch, height, width, channels];
}

/** Rows of one slice of the output. */
export function outputRows(shape: ConvShape): number {
  const [top, bottom] = paddingOf(shape);
  return outputs(shape.height + top + bottom, shape.kernelHeight, shape.stride[0], shape.dilation[0]);
}

/** Slices of the output; 0 if the kernel has too many, and 1 without depth. */
export function outputSlices({ depth }: ConvShape): number {
  if (depth === undefined) return 1;
  const { size, kernel, stride, dilation, before, after } = depth;
  return Math.max(0, outputs(size + before + after, kernel, stride, dilation));
}

/**
 * What a transposed convolution cuts off its full result, which has (size − 1) · stride + reach rows, with reach =
 * (kernel − 1) · dilation + 1: [top, bottom, left, right]. A negative number adds so many rows or columns of zeros.
 *
 * `valid` cuts nothing off. `same` leaves size · stride rows, so it cuts reach − stride off, half of it, rounded down,
 * at the top; if that is negative, it is all at the bottom. So it is the gradient of a convolution with `same`. In
 * numbers, what `outputPadding` says is not cut off at the bottom and on the right.
 */
export function transposedPadding(shape: ConvShape): readonly [number, number, number, number] {
  const { stride, dilation, kernelHeight, kernelWidth, padding, outputPadding = [0, 0] } = shape;
  if (padding === 'same') {
    const rows = cutForSame(kernelHeight, stride[0], dilation[0]);
    return [...rows, ...cutForSame(kernelWidth, stride[1], dilation[1])];
  }
  const [top, bottom, left, right] = padding === 'valid' ? [0, 0, 0, 0] : padding;
  return [top, bottom - outputPadding[0], left, right - outputPadding[1]];
}

function cutForSame(kernel: number, stride: number, dilation: number): readonly [before: number, after: number] {
  const total = (kernel - 1) * dilation + 1 - stride;
  const before = Math.max(0, Math.floor(total / 2));
  return [before, total - before];
}

function transposedShape(shape: ConvShape): readonly [number, number, number, number] {
  const [top, bottom, left, right] = transposedPadding(shape);
  const full = (size: number, kernel: number, axis: 0 | 1): number =>
    (size - 1) * shape.stride[axis] + (kernel - 1) * shape.dilation[axis] + 1;
  const height = full(shape.height, shape.kernelHeight, 0) - top - bottom;
  const width = full(shape.width, shape.kernelWidth, 1) - left - right;
  return [shape.batch, height, width, shape.channelsOut];
}

/** Numbers in one output: batch · height · width · channels. */
export function outputSize(shape: ConvShape, operation: Operation = 'conv2d'): number {
  const [batch, height, width, channels] = outputShape(shape, operation);
  return batch * height * width * channels;
}

/** The place [image, row, column, channel] of output `index` in an NHWC output of this shape. */
export function positionOf(
  [, rows, columns, channels]: readonly [number, number, number, number],
  index: number,
): readonly [image: number, row: number, column: number, channel: number] {
  const place = Math.floor(index / channels);
  const row = Math.floor(place / columns);
  return [Math.floor(row / rows), row % rows, place % columns, index % channels];
}

function outputs(size: number, kernel: number, stride: number, dilation: number): number {
  return Math.floor((size - (kernel - 1) * dilation - 1) / stride) + 1;
}

/** Whether some output sums zeros of the padding. Rows and columns of zeros that no window reaches do not count. */
export function readsPadding(shape: ConvShape): boolean {
  const [top, , left] = paddingOf(shape);
  const [rows, [, , columns]] = [outputRows(shape), outputShape(shape)];
  const { stride, dilation, height, width, kernelHeight, kernelWidth, depth } = shape;
  const lastRow = (rows - 1) * stride[0] + (kernelHeight - 1) * dilation[0] - top;
  const lastColumn = (columns - 1) * stride[1] + (kernelWidth - 1) * dilation[1] - left;
  if (depth !== undefined) {
    const { size, kernel, before } = depth;
    const lastSlice = (outputSlices(shape) - 1) * depth.stride + (kernel - 1) * depth.dilation - before;
    if (before > 0 || lastSlice >= size) return true;
  }
  return top > 0 || left > 0 || lastRow >= height || lastColumn >= width;
}
