import { type Batch, batchOf } from '../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize, type NumberFormat, type Operation } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { termCount } from '../conv/terms.ts';
import { isNarrow, roundNarrow } from '../float/narrow-numbers.ts';

/** Small shapes that tell usual mistakes from one another. Rows and columns differ everywhere. */
const shapes: readonly ConvShape[] = [
  convShape('5x6*2x3'),
  convShape('4x5x2*2x3x3'),
  convShape('2x4x5x1*3x2'),
  convShape('4x6*2x3', { padding: [1, 0, 0, 2] }),
  convShape('4x6*2x2', { padding: 'same' }),
  convShape('5x7*2x3', { stride: [1, 2] }),
  convShape('5x7*2x3', { dilation: [2, 1] }),
];

/** In several groups, with more than one filter in each. */
const grouped: readonly ConvShape[] = [
  convShape('5x6x4*2x3x2/2'),
  convShape('4x5x6*2x2x3/3'),
  convShape('2x4x5x3*3x2x2/3'),
  convShape('4x6x4*2x3x1/2', { padding: [1, 0, 0, 2] }),
  convShape('5x7x4*2x3x2/4', { stride: [1, 2] }),
];

const shapesOf: Readonly<Partial<Record<Operation, readonly ConvShape[]>>> = {
  'depthwise-conv2d': shapes.map((shape) => ({ ...shape, channelsOut: 1 })),
  'grouped-conv2d': grouped,
  'batched-matmul': [convShape('3x1x8*1x1x3/2'), convShape('2x1x9*1x1x2/3'), ...grouped.slice(0, 2)],
  'transposed-conv2d': [
    convShape('3x4*2x3'),
    convShape('3x4x2*2x3x3'),
    convShape('2x3x4x1*3x2', { stride: [2, 1] }),
    convShape('3x4*3x3', { stride: 2, padding: [1, 0, 0, 1] }),
    convShape('3x4x2*3x3x2+1', { stride: 2, padding: [1, 1, 1, 1] }),
    convShape('3x4*2x3', { stride: [1, 2], padding: 'same' }),
    convShape('3x4*2x3', { dilation: [2, 1] }),
  ],
  conv1d: [
    convShape('1x8*1x3'),
    convShape('1x7x2*1x3x3'),
    convShape('2x1x6x1*1x2'),
    convShape('1x6*1x3', { padding: [0, 0, 1, 2] }),
    convShape('1x6*1x2', { padding: 'same' }),
    convShape('1x9*1x3', { stride: [1, 2] }),
    convShape('1x9*1x3', { dilation: [1, 2] }),
  ],
  conv3d: [
    convShape('3x4x5*2x2x3x1x1'),
    convShape('3x4x5x2*2x2x2x2x3'),
    convShape('2x3x4x4x1*2x3x2x1x2'),
    convShape('3x4x5*2x2x2x1x1', { padding: [2, 1, 1, 0, 0, 2] }),
    convShape('3x4x6*2x2x3x1x1', { padding: 'same' }),
    convShape('5x4x5*2x2x2x1x1', { stride: [2, 1, 1] }),
    convShape('4x4x6*2x2x2x1x1', { dilation: [2, 1, 1] }),
    convShape('5x6*2x3'),
  ],
};

/**
 * Questions with whole numbers. Every sum is at most 256, so that it is exact in every order and down to 8 significant
 * bits. A result is right if the nearest whole number is the exact one: a transform may add rounding errors. The pixels
 * of a mean are larger multiples of the number of its terms, so that it is whole too and a wrong divisor shows.
 */
export function questionsFor(operation: Operation): readonly Batch[] {
  return (shapesOf[operation] ?? shapes).map((shape, index) => {
    const batch = wholeNumbers(shape, index === 0 ? 1 : 3);
    const terms = termCount(shape, operation);
    return operation === 'mean' ? { ...batch, images: batch.images.map((x) => (x + 3) * terms) } : batch;
  });
}

function wholeNumbers(shape: ConvShape, count: number): Batch {
  const cases = Array.from({ length: count }, (_, which) => ({
    shape,
    image: Float32Array.from({ length: imageSize(shape) }, (_, index) => (scattered(index, which) % 6) - 1),
    kernel: Float32Array.from({ length: kernelSize(shape) }, (_, index) => (scattered(index, which + 9) % 4) + 1),
  }));
  return batchOf(cases);
}

/** A number from 0 to 15 without a pattern that a shift or an exchange would keep: Knuth's multiplicative hashing. */
function scattered(index: number, which: number): number {
  return Math.imul(index + 64 * which + 1, 2654435761) >>> 28;
}

/** Cases whose sums are rounded, so that a change of the order shows. Their inputs are numbers of the format. */
export function roundedCases(count: number, format: NumberFormat, operation: Operation): Batch {
  const shape = convShape(operation === 'conv1d' ? '1x11*1x9' : '5x5*3x3');
  const rounded = (x: number): number => (isNarrow(format) ? roundNarrow(x, format) : x);
  const numbers = (length: number): Float32Array =>
    Float32Array.from({ length }, (_, index) => rounded(Math.sin(index * index + length)));
  return { shape, count, images: numbers(count * imageSize(shape)), kernels: numbers(count * kernelSize(shape)) };
}
