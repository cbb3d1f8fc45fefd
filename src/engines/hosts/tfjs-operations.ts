import type * as tfjs from '@tensorflow/tfjs-core';
import { type Batch, sliceBatch } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import { type ConvShape, kernelSize, type Operation } from '../../conv/shape.ts';
import { gatherTerms, planTerms } from '../../conv/terms.ts';
import { volumePadding } from '../../conv/volume.ts';
import { casesOf, inParts, outputsTogether } from './batching.ts';
import type { Calls, LibraryOperation } from './library.ts';

export type Tensorflow = typeof tfjs;

/** A tfjs that computes elsewhere and reads many results at once, which is faster than one by one. */
export interface ReadsTogether {
  readonly readTogether: (calls: readonly unknown[]) => readonly Float32Array[];
}

/**
 * The binary32 operations of a tfjs backend. Each calls the library function of that name; none stands in for another.
 * The windows of `multiply-sum` and the matrix of windows of `matmul` are cut out here, with +0 in the padding.
 */
export function tfjsOperations(tf: Tensorflow): readonly LibraryOperation[] {
  return [conv2d(tf), depthwiseConv2d(tf), multiplySum(tf), matmul(tf), conv3d(tf)];
}

/** Always one case per call, because a convolution has one kernel. */
function conv2d(tf: Tensorflow): LibraryOperation {
  const tensorOf = ({ shape, images, kernels }: Batch): tfjs.Tensor => {
    const { image, kernel, stride, padding, dilation } = tfjsArguments(shape);
    return tf.conv2d(tf.tensor4d(images, image), tf.tensor4d(kernels, kernel), stride, padding, 'NHWC', dilation);
  };
  return { operation: 'conv2d', format: 'binary32', single: caseByCase(tf, 'conv2d', tensorOf) };
}

/** One case per call. tfjs has no padding in numbers for it, so zeros are put around the volume before. */
function conv3d(tf: Tensorflow): LibraryOperation {
  const tensorOf = ({ shape, images, kernels }: Batch): tfjs.Tensor => {
    const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation } = shape;
    const { depth = { size: 1, kernel: 1, stride: 1, dilation: 1 } } = shape;
    const [front, back, top, bottom, left, right] = volumePadding(shape);
    const zeros: [Pair, Pair, Pair, Pair, Pair] = [
      [0, 0],
      [front, back],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    const x = tf.pad(tf.tensor5d(images, [batch, depth.size, height, width, channelsIn]), zeros) as tfjs.Tensor5D;
    const w = tf.tensor5d(kernels, [depth.kernel, kernelHeight, kernelWidth, channelsIn, channelsOut]);
    const steps: [number, number, number] = [depth.stride, ...stride];
    return tf.conv3d(x, w, steps, 'valid', 'NDHWC', [depth.dilation, ...dilation]);
  };
  return { operation: 'conv3d', format: 'binary32', single: caseByCase(tf, 'conv3d', tensorOf) };
}

/** Many cases become channels of one call, because a depthwise convolution does not mix channels. */
function depthwiseConv2d(tf: Tensorflow): LibraryOperation {
  const tensorOf = ({ shape, count, images, kernels }: Batch): tfjs.Tensor => {
    const { image, kernel, stride, padding, dilation } = tfjsArguments(shape, count * shape.channelsIn);
    const x = interleave(images, count, shape.channelsIn);
    const filter = interleave(kernels, count, shape.channelsIn);
    return tf.depthwiseConv2d(tf.tensor4d(x, image), tf.tensor4d(filter, kernel), stride, padding, 'NHWC', dilation);
  };
  const single = caseByCase(tf, 'depthwise-conv2d', tensorOf);
  const together = inParts('depthwise-conv2d', (part) => {
    const size = part.count * outputSize(part.shape, 'depthwise-conv2d');
    return separate(
      read(tf, size, () => tensorOf(part)),
      part.count,
      part.shape.channelsIn,
    );
  });
  return { operation: 'depthwise-conv2d', format: 'binary32', single, together: () => together };
}

/** Many cases become rows of one call, each summed along the last axis. */
function multiplySum(tf: Tensorflow): LibraryOperation {
  const single = outputsTogether(
    (length) => new Float32Array(length),
    (windows, { kernelHeight, kernelWidth, channelsIn }) => {
      const window = (numbers: Float32Array): tfjs.Tensor =>
        tf.tensor3d(numbers, [kernelHeight, kernelWidth, channelsIn]);
      const calls = windows.map(
        ([left, right]) =>
          () =>
            tf.sum(tf.mul(window(left), window(right))),
      );
      const sums: number[] = [];
      readAll(tf, 1, calls, ([sum]) => sums.push(sum!));
      return sums;
    },
  );
  const together = inParts('multiply-sum', (part) => {
    const plan = planTerms(part.shape, 'multiply-sum');
    const { left, right } = gatherTerms(plan, part);
    const rows: [number, number] = [part.count * plan.outputs, plan.terms];
    return read(tf, rows[0], () => tf.sum(tf.mul(tf.tensor2d(left, rows), tf.tensor2d(right, rows)), 1));
  });
  return { operation: 'multiply-sum', format: 'binary32', single, perOutput: true, together: () => together };
}

/**
 * Each case multiplies the matrix of its windows by the matrix of its filters. Many cases become a stack of matrices.
 */
function matmul(tf: Tensorflow): LibraryOperation {
  const tensorOf = ({ shape, count, images, kernels }: Batch): tfjs.Tensor => {
    const oneFilter = { ...shape, channelsOut: 1 };
    const { outputs, terms, ...plan } = planTerms(oneFilter, 'matmul');
    const unused = new Float32Array(count * kernelSize(oneFilter));
    const { left } = gatherTerms({ outputs, terms, ...plan }, { shape: oneFilter, count, images, kernels: unused });
    const columns = shape.channelsOut;
    return count === 1
      ? tf.matMul(tf.tensor2d(left, [outputs, terms]), tf.tensor2d(kernels, [terms, columns]))
      : tf.matMul(tf.tensor3d(left, [count, outputs, terms]), tf.tensor3d(kernels, [count, terms, columns]));
  };
  const single = caseByCase(tf, 'matmul', tensorOf);
  const together = inParts('matmul', (part) =>
    read(tf, part.count * outputSize(part.shape, 'matmul'), () => tensorOf(part)),
  );
  return { operation: 'matmul', format: 'binary32', single, together: () => together };
}

/** One call for each case. */
function caseByCase(tf: Tensorflow, operation: Operation, tensorOf: (one: Batch) => tfjs.Tensor): Calls {
  return casesOf((batch) => {
    const size = outputSize(batch.shape, operation);
    const outputs = new Float32Array(batch.count * size);
    const calls = Array.from(
      { length: batch.count },
      (_, index) => () => tensorOf(sliceBatch(batch, index, index + 1)),
    );
    readAll(tf, size, calls, (numbers, index) => outputs.set(numbers, index * size));
    return outputs;
  });
}

/** Makes calls one by one. A tfjs that computes elsewhere is asked for many results at once. */
function readAll(
  tf: Tensorflow,
  size: number,
  calls: readonly (() => tfjs.Tensor)[],
  take: (numbers: Float32Array, index: number) => void,
): void {
  const { readTogether } = tf as Partial<ReadsTogether>;
  if (readTogether === undefined) {
    for (const [index, call] of calls.entries()) take(read(tf, size, call), index);
    return;
  }
  for (let from = 0; from < calls.length; from += callsAtOnce) {
    const results = readTogether(calls.slice(from, from + callsAtOnce).map((call) => call()));
    for (const [index, numbers] of results.entries()) take(checked(numbers, size), from + index);
  }
}

/** The most results that are read at once. */
const callsAtOnce = 256;

/** The numbers of the computed tensor. All tensors made on the way are disposed of. */
function read(tf: Tensorflow, size: number, compute: () => tfjs.Tensor): Float32Array {
  let numbers = new Float32Array(0);
  tf.tidy(() => {
    numbers = compute().dataSync() as Float32Array<ArrayBuffer>;
  });
  return checked(numbers, size);
}

function checked(numbers: Float32Array, size: number): Float32Array {
  if (numbers.length !== size) throw new Error(`the library gave ${numbers.length} outputs instead of ${size}`);
  return numbers;
}

type Four = [number, number, number, number];
type Pair = [number, number];

/** A shape in the terms of tfjs: NHWC, HWIO, and explicit padding as one pair per axis. */
export interface TfjsArguments {
  readonly image: Four;
  readonly kernel: Four;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: 'valid' | 'same' | [Pair, Pair, Pair, Pair];
}

function tfjsArguments(shape: ConvShape, channelsIn: number = shape.channelsIn): TfjsArguments {
  const { batch, height, width, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding } = shape;
  return {
    image: [batch, height, width, channelsIn],
    kernel: [kernelHeight, kernelWidth, channelsIn, channelsOut],
    stride: [...stride],
    dilation: [...dilation],
    padding:
      typeof padding === 'string'
        ? padding
        : [
            [0, 0],
            [padding[0], padding[1]],
            [padding[2], padding[3]],
            [0, 0],
          ],
  };
}

/**
 * Puts the channels of many cases side by side: from [case][pixel][channel] to [pixel][case · channels + channel], one
 * case with count · channels channels.
 */
function interleave(numbers: Float32Array, count: number, channels: number): Float32Array {
  const pixels = numbers.length / (count * channels);
  const result = new Float32Array(numbers.length);
  for (let index = 0, from = 0; index < count; index++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const to = (pixel * count + index) * channels;
      for (let channel = 0; channel < channels; channel++, from++) result[to + channel] = numbers[from]!;
    }
  }
  return result;
}

/** Undoes `interleave`. */
export function separate(numbers: Float32Array, count: number, channels: number): Float32Array {
  const pixels = numbers.length / (count * channels);
  const result = new Float32Array(numbers.length);
  for (let index = 0, to = 0; index < count; index++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const from = (pixel * count + index) * channels;
      for (let channel = 0; channel < channels; channel++, to++) result[to] = numbers[from + channel]!;
    }
  }
  return result;
}
