import { UsageError } from '../errors/usage-error.ts';
import type { Batch, Case } from './batch.ts';
import { groupsOf, isTransposed } from './operation.ts';
import { outputRows, outputShape, outputSize, outputSlices } from './output-shape.ts';
import { type ConvShape, type Depth, imageSize, kernelSize, type Operation, usualOperation } from './shape.ts';

/** The most numbers that an image, a kernel or an output may have: 256 MiB of binary32. */
export const largestSize: number = 2 ** 26;

const sizes = ['batch', 'height', 'width', 'channelsIn', 'channelsOut', 'kernelHeight', 'kernelWidth'] as const;

/**
 * Throws a UsageError unless the shape can be computed: whole sizes, strides and dilations from 1, whole padding from
 * 0, at least one output of the operation, at most `largestSize` numbers. It does not rely on the type, because a
 * shape may come from a file.
 */
export function checkShape(shape: ConvShape, asked?: Operation): void {
  if (typeof shape !== 'object' || shape === null) throw new UsageError(`shape: ${show(shape)} is not a shape`);
  const operation = asked ?? usualOperation(shape);
  for (const name of sizes) checkWhole(name, shape[name], 1);
  checkPair('stride', shape.stride);
  checkPair('dilation', shape.dilation);
  checkPadding(shape.padding);
  if (shape.groups !== undefined) checkWhole('groups', shape.groups, 1);
  if (shape.outputPadding !== undefined) checkPair('outputPadding', shape.outputPadding, 0);
  if (shape.depth !== undefined) checkDepth(shape.depth);
  if (!isTransposed(operation)) checkFits(shape);
  const because = unsuited(shape, operation);
  if (because !== undefined) throw new UsageError(`shape.${because}`);
  checkLargest('image', imageSize(shape));
  checkLargest('kernel', kernelSize(shape));
  checkLargest('output', outputSize(shape, operation));
}

/** Why an operation does not take a shape that others take, in words; undefined if it does. */
export function unsuited(shape: ConvShape, operation: Operation): string | undefined {
  const { channelsIn, channelsOut, height, kernelHeight, padding, depth } = shape;
  if (depth !== undefined && operation !== 'conv3d')
    return `depth: ${depth.size} slices for ${operation}; only conv3d takes volumes`;
  if (operation === 'depthwise-conv2d' && channelsOut !== 1)
    return `channelsOut: ${channelsOut} for depthwise-conv2d; its kernel is HWI1, so it must be 1`;
  const groups = groupsOf(shape, operation);
  if (channelsIn % groups !== 0)
    return `groups: ${groups} for ${operation}; they must divide the ${channelsIn} channels of the image`;
  const padsRows = typeof padding !== 'string' && padding[0] + padding[1] > 0;
  if (operation === 'conv1d' && (height !== 1 || kernelHeight !== 1 || padsRows))
    return `height: ${height} for conv1d; image and kernel must have one row, and no row of padding`;
  if (isTransposed(operation) && outputShape(shape, operation).some((size) => size < 1))
    return `padding: ${JSON.stringify(padding)} for ${operation}; it cuts the whole result off`;
  return undefined;
}

function checkWhole(name: string, value: unknown, least: number): void {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return;
  throw new UsageError(`shape.${name}: ${show(value)} is not a whole number of at least ${least}`);
}

function checkPair(name: string, pair: unknown, least = 1): void {
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw new UsageError(`shape.${name}: ${show(pair)} is not a pair of whole numbers [rows, columns]`);
  }
  checkWhole(`${name}[0]`, pair[0], least);
  checkWhole(`${name}[1]`, pair[1], least);
}

function checkPadding(padding: unknown): void {
  if (padding === 'valid' || padding === 'same') return;
  if (!Array.isArray(padding) || padding.length !== 4) {
    throw new UsageError(`shape.padding: ${show(padding)} is not "valid", "same" or [top, bottom, left, right]`);
  }
  for (const index of padding.keys()) checkWhole(`padding[${index}]`, padding[index], 0);
}

function checkDepth(depth: Depth): void {
  if (typeof depth !== 'object' || depth === null) {
    throw new UsageError(`shape.depth: ${show(depth)} is not {size, kernel, stride, dilation, before, after}`);
  }
  for (const name of ['size', 'kernel', 'stride', 'dilation'] as const) checkWhole(`depth.${name}`, depth[name], 1);
  for (const name of ['before', 'after'] as const) checkWhole(`depth.${name}`, depth[name], 0);
}

function checkFits(shape: ConvShape): void {
  if (outputSlices(shape) < 1) {
    const { size, kernel, dilation, before, after } = shape.depth!;
    throw new UsageError(
      `shape: a kernel that covers ${(kernel - 1) * dilation + 1} slices does not fit into ${size} slices with ` +
        `${before} slices of zeros before and ${after} after; use fewer slices of the kernel, or more of the volume`,
    );
  }
  const [height, [, , width]] = [outputRows(shape), outputShape(shape)];
  if (height >= 1 && width >= 1) return;
  const reach = [0, 1].map((axis) => {
    const kernel = axis === 0 ? shape.kernelHeight : shape.kernelWidth;
    return (kernel - 1) * shape.dilation[axis as 0 | 1] + 1;
  });
  const padding = shape.padding === 'valid' ? 'padding "valid"' : `padding ${JSON.stringify(shape.padding)}`;
  throw new UsageError(
    `shape: a kernel that covers ${reach.join('×')} does not fit into a ${shape.height}×${shape.width} image ` +
      `with ${padding}; ` +
      'use a smaller kernel or dilation, a larger image, or padding "same"',
  );
}

function checkLargest(what: string, size: number): void {
  if (size <= largestSize) return;
  throw new UsageError(
    `shape: one ${what} would have ${size} numbers; at most ${largestSize} (256 MiB of binary32) are allowed`,
  );
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Throws a UsageError unless the shape passes `checkShape` and the arrays have as many numbers as it says. */
export function checkCase(input: Case): void {
  checkShape(input.shape);
  checkLength('image', `batch·${slices(input.shape)}height·width·channelsIn`, input.image, imageSize(input.shape));
  const taps = `${slices(input.shape)}kernelHeight·kernelWidth·channelsIn·channelsOut`;
  checkLength('kernel', taps, input.kernel, kernelSize(input.shape));
}

/** As `checkCase`, for every case of a batch. */
export function checkBatch(batch: Batch, operation: Operation = usualOperation(batch.shape)): void {
  checkShape(batch.shape, operation);
  if (!Number.isSafeInteger(batch.count) || batch.count < 0) {
    throw new UsageError(`batch.count: ${batch.count} is not a whole number of at least 0`);
  }
  const pixels = `count·batch·${slices(batch.shape)}height·width·channelsIn`;
  checkLength('images', pixels, batch.images, batch.count * imageSize(batch.shape));
  const formula = `count·${slices(batch.shape)}kernelHeight·kernelWidth·channelsIn·channelsOut`;
  checkLength('kernels', formula, batch.kernels, batch.count * kernelSize(batch.shape));
}

const slices = ({ depth }: ConvShape): string => (depth === undefined ? '' : 'slices·');

function checkLength(name: string, formula: string, numbers: unknown, size: number): void {
  if (!(numbers instanceof Float32Array)) throw new UsageError(`${name}: not a Float32Array of ${size} numbers`);
  if (numbers.length === size) return;
  throw new UsageError(`${name}: ${numbers.length} numbers, but the shape needs ${formula} = ${size}`);
}
