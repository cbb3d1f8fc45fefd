import type { Batch } from '../conv/batch.ts';
import { groupsOf, isTransposed, sumsPixels } from '../conv/operation.ts';
import { outputShape, outputSize, paddingOf } from '../conv/output-shape.ts';
import { imageSize, kernelSize, type NumberFormat, type Operation } from '../conv/shape.ts';
import { planOutputs, termCount } from '../conv/terms.ts';
import { formatNamed } from '../float/number-bits.ts';

/** All outputs of a batch in binary64, and the sums of the absolute products. Nothing is gathered. */
export interface PlainSums {
  readonly sums: Float64Array;
  readonly absolute: Float64Array;
}

/**
 * The plain loops of a convolution, in binary64. Products are exact, so a sum is off by at most n · 2^-53 of the
 * absolute sum. It decides which outputs are worth judging, and nothing else.
 */
export function plainSums(batch: Batch, operation: Operation): PlainSums {
  const isPlanned = isTransposed(operation) || sumsPixels(operation) || batch.shape.depth !== undefined;
  if (isPlanned) return plannedSums(batch, operation);
  const { shape, count, images, kernels } = batch;
  const { height, width, channelsIn, kernelHeight, kernelWidth, stride, dilation } = shape;
  const [entries, rows, columns, channels] = outputShape(shape, operation);
  const [top, , left] = paddingOf(shape);
  const groups = groupsOf(shape, operation);
  const depth = channelsIn / groups;
  const filters = channels / groups;
  const size = count * outputSize(shape, operation);
  const [sums, absolute] = [new Float64Array(size), new Float64Array(size)];
  for (let at = 0, place = 0; place < count * entries * rows * columns; place++, at += channels) {
    const x = place % columns;
    const y = Math.floor(place / columns) % rows;
    const entry = Math.floor(place / (columns * rows));
    const kernel = Math.floor(entry / entries) * kernelSize(shape);
    const image = entry * (imageSize(shape) / entries);
    for (let r = 0; r < kernelHeight; r++) {
      const row = y * stride[0] + r * dilation[0] - top;
      if (row < 0 || row >= height) continue;
      for (let q = 0; q < kernelWidth; q++) {
        const column = x * stride[1] + q * dilation[1] - left;
        if (column < 0 || column >= width) continue;
        const pixel = image + (row * width + column) * channelsIn;
        let tap = kernel + (r * kernelWidth + q) * channelsIn * filters;
        for (let k = 0; k < channelsIn; k++, tap += filters) {
          const value = images[pixel + k]!;
          const first = at + Math.floor(k / depth) * filters;
          for (let c = 0; c < filters; c++) {
            const product = value * kernels[tap + c]!;
            sums[first + c] = sums[first + c]! + product;
            absolute[first + c] = absolute[first + c]! + Math.abs(product);
          }
        }
      }
    }
  }
  return { sums, absolute };
}

/** The most terms whose places are kept at once. */
const mostPlanned = 2 ** 20;

/** The same by the terms of each output, some outputs at a time. */
function plannedSums({ shape, count, images, kernels }: Batch, operation: Operation): PlainSums {
  const each = outputSize(shape, operation);
  const [sums, absolute] = [new Float64Array(count * each), new Float64Array(count * each)];
  const step = Math.max(1, Math.floor(mostPlanned / termCount(shape, operation)));
  for (let from = 0; from < each; from += step) {
    const chosen = Int32Array.from({ length: Math.min(step, each - from) }, (_, index) => from + index);
    const { terms, image, kernel } = planOutputs(shape, operation, chosen);
    for (let index = 0; index < count; index++) {
      const [pixels, taps] = [index * imageSize(shape), index * kernelSize(shape)];
      for (let place = 0; place < image.length; place++) {
        if (image[place]! < 0) continue;
        const tap = kernel[place]! < 0 ? 1 : kernels[taps + kernel[place]!]!;
        const product = images[pixels + image[place]!]! * tap;
        const output = index * each + from + Math.floor(place / terms);
        sums[output] = sums[output]! + product;
        absolute[output] = absolute[output]! + Math.abs(product);
      }
    }
  }
  return { sums, absolute };
}

/**
 * The outputs, numbered within a case, that are further from their plain sums than rounding explains, ascending, at
 * most `most`. Padding that gives a NaN with an infinite tap is not seen: such an output may be named without need.
 */
export function suspects(
  { sums, absolute }: PlainSums,
  batch: Batch,
  operation: Operation,
  answer: Float32Array | Float64Array,
  format: NumberFormat,
  most: number,
): Int32Array {
  const terms = termCount(batch.shape, operation);
  const { precision, minExponent } = formatNamed(format);
  const unit = terms * Math.max(2 ** (1 - precision), 2 ** -51);
  const tiny = terms * 2 ** (Math.max(minExponent, -126) + 1);
  const each = outputSize(batch.shape, operation);
  const found = new Set<number>();
  for (let i = 0; i < answer.length && found.size < most; i++) {
    const [value, sum] = [answer[i]!, sums[i]!];
    const isNear = Number.isFinite(sum)
      ? Math.abs(value - sum) <= absolute[i]! * unit + tiny
      : Object.is(value, sum) || Number.isNaN(value) === Number.isNaN(sum);
    if (!isNear) found.add(i % each);
  }
  return Int32Array.from(found).sort();
}
