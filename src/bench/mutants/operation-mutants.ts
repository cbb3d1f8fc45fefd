import { outputShape, paddingOf, transposedPadding } from '../../conv/output-shape.ts';
import { type ConvShape, imageSize, kernelSize, type Operation } from '../../conv/shape.ts';
import type { Subject } from '../../engines/engine.ts';
import { largestFinite32 } from '../../float/format.ts';
import type { Mutant } from './mutant.ts';

/** The outputs of one case. */
type OfCase = (shape: ConvShape, image: Float32Array, kernel: Float32Array) => Float32Array;

/** A wrong implementation of an operation other than conv2d. It shares no index arithmetic with the references. */
function wrong(
  operation: Operation,
  name: string,
  does: string,
  ofCase: OfCase,
  claim: string = 'dot-any-order',
): Mutant {
  const subject: Subject = {
    ...{ id: `mutant/${operation}@${name}`, engine: 'mutant', operation, format: 'binary32', summation: 'unknown' },
    availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
    evaluate: async ({ shape, count, images, kernels }) => {
      const [pixels, taps] = [imageSize(shape), kernelSize(shape)];
      const all = Array.from({ length: count }, (_, index) =>
        ofCase(
          shape,
          images.subarray(index * pixels, (index + 1) * pixels),
          kernels.subarray(index * taps, (index + 1) * taps),
        ),
      );
      const size = all[0]?.length ?? 0;
      const outputs = new Float32Array(count * size);
      for (const [index, one] of all.entries()) outputs.set(one, index * size);
      return { kind: 'value', format: 'binary32', outputs };
    },
  };
  return { name, does, subject, claim, terms: 1 };
}

/** The pixel of a window at a tap; 0 in the padding. */
function pixelOf(shape: ConvShape, image: Float32Array, place: readonly [n: number, y: number, x: number]) {
  const [top, , left] = paddingOf(shape);
  const [n, y, x] = place;
  return (r: number, q: number, channel: number): number => {
    const row = y * shape.stride[0] + r * shape.dilation[0] - top;
    const column = x * shape.stride[1] + q * shape.dilation[1] - left;
    if (row < 0 || row >= shape.height || column < 0 || column >= shape.width) return 0;
    return image[((n * shape.height + row) * shape.width + column) * shape.channelsIn + channel]!;
  };
}

/** A convolution in groups: for each output channel, its filter, and the first and last input channel that it sees. */
function groupedAs(
  operation: Operation,
  seen: (channel: number, groups: number, shape: ConvShape) => { filter: number; from: number; to: number },
): OfCase {
  return (shape, image, kernel) => {
    const [batch, rows, columns, channels] = outputShape(shape, operation);
    const outputs = new Float32Array(batch * rows * columns * channels);
    for (let n = 0, at = 0; n < batch; n++)
      for (let y = 0; y < rows; y++)
        for (let x = 0; x < columns; x++) {
          const pixel = pixelOf(shape, image, [n, y, x]);
          for (let channel = 0; channel < channels; channel++, at++) {
            const { filter, from, to } = seen(channel, shape.groups ?? 1, shape);
            for (let r = 0; r < shape.kernelHeight; r++)
              for (let q = 0; q < shape.kernelWidth; q++)
                for (let k = from; k < to; k++) {
                  const tap = ((r * shape.kernelWidth + q) * shape.channelsIn + k) * shape.channelsOut + filter;
                  outputs[at] = Math.fround(outputs[at]! + Math.fround(pixel(r, q, k) * kernel[tap]!));
                }
          }
        }
    return outputs;
  };
}

const inTurns = groupedAs('grouped-conv2d', (channel, groups, { channelsIn }) => {
  const depth = channelsIn / groups;
  const group = channel % groups;
  return { filter: Math.floor(channel / groups), from: group * depth, to: (group + 1) * depth };
});
const ignored = groupedAs('grouped-conv2d', (channel, _, { channelsIn, channelsOut }) => {
  return { filter: channel % channelsOut, from: 0, to: channelsIn };
});
const nextProduct = groupedAs('batched-matmul', (channel, groups, { channelsIn, channelsOut }) => {
  const depth = channelsIn / groups;
  const group = (Math.floor(channel / channelsOut) + 1) % groups;
  return { filter: channel % channelsOut, from: group * depth, to: (group + 1) * depth };
});

/** What is beyond the cut at the bottom and on the right is given back at the top and on the left instead. */
const paddingFirst: OfCase = (shape, image, kernel) => {
  const [batch, rows, columns, channels] = outputShape(shape, 'transposed-conv2d');
  const [top, , left] = transposedPadding(shape);
  const [above, before] = shape.outputPadding ?? [0, 0];
  const { height, width, channelsIn, kernelHeight, kernelWidth, stride, dilation } = shape;
  const outputs = new Float32Array(batch * rows * columns * channels);
  for (let pixel = 0; pixel < image.length; pixel++) {
    const [k, place] = [pixel % channelsIn, Math.floor(pixel / channelsIn)];
    const [x, y, n] = [place % width, Math.floor(place / width) % height, Math.floor(place / width / height)];
    for (let tap = 0; tap < kernelHeight * kernelWidth; tap++) {
      const row = y * stride[0] + Math.floor(tap / kernelWidth) * dilation[0] - top + above;
      const column = x * stride[1] + (tap % kernelWidth) * dilation[1] - left + before;
      if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
      for (let c = 0; c < channels; c++) {
        const at = ((n * rows + row) * columns + column) * channels + c;
        const product = Math.fround(image[pixel]! * kernel[(tap * channelsIn + k) * channels + c]!);
        outputs[at] = Math.fround(outputs[at]! + product);
      }
    }
  }
  return outputs;
};

/** The windows of an image, one after another. */
function windowsOf(shape: ConvShape, image: Float32Array): readonly Float32Array[] {
  const [batch, rows, columns] = outputShape(shape, 'sum');
  const windows: Float32Array[] = [];
  for (let n = 0; n < batch; n++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const pixel = pixelOf(shape, image, [n, y, x]);
        const window: number[] = [];
        for (let r = 0; r < shape.kernelHeight; r++)
          for (let q = 0; q < shape.kernelWidth; q++)
            for (let k = 0; k < shape.channelsIn; k++) window.push(pixel(r, q, k));
        windows.push(Float32Array.from(window));
      }
  return windows;
}

const sumOf = (numbers: Float32Array): number => numbers.reduce((sum, x) => Math.fround(sum + x), 0);

/** The array in memory, read as if its axes were exchanged. */
const otherAxis: OfCase = (shape, image) => {
  const windows = windowsOf(shape, image);
  const memory = Float32Array.from(windows.flatMap((window) => [...window]));
  return Float32Array.from(windows, (window, w) => sumOf(window.map((_, t) => memory[t * windows.length + w]!)));
};

const lessOne: OfCase = (shape, image) =>
  Float32Array.from(windowsOf(shape, image), (window) => sumOf(window) / Math.max(1, window.length - 1));

const saturated: OfCase = (shape, image) =>
  Float32Array.from(windowsOf(shape, image), (window) => {
    const sum = sumOf(window);
    return window.every(Number.isFinite) ? Math.min(Math.max(sum, -largestFinite32), largestFinite32) : sum;
  });

/** Wrong implementations of operations other than conv2d. */
export const operationMutants: readonly Mutant[] = [
  wrong('grouped-conv2d', 'groups-in-turns', 'gives the filters of the groups in turns', inTurns),
  wrong('grouped-conv2d', 'groups-ignored', 'lets every filter see all channels', ignored),
  wrong('batched-matmul', 'next-product', 'gives each product of a batch the result of the next one', nextProduct),
  wrong(
    'transposed-conv2d',
    'output-padding-first',
    'puts the output padding at the top and on the left',
    paddingFirst,
  ),
  wrong('sum-last-axis', 'sum-along-other-axis', 'takes the array to lie column by column', otherAxis),
  wrong('sum', 'sum-saturates', 'gives the largest number where a sum overflows', saturated, 'dot-overflow'),
  wrong('mean', 'mean-by-n-minus-1', 'divides a sum of n numbers by n − 1', lessOne),
];
