import { type Batch, batchOf } from '../conv/batch.ts';
import { type ConvShape, imageSize, kernelSize, type NumberFormat, type Operation } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
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

/**
 * Questions with whole numbers. Every sum is at most 256, so that it is exact in every order and down to 8 significant
 * bits. A result is right if the nearest whole number is the exact one: a transform may add rounding errors.
 */
export function questionsFor(operation: Operation): readonly Batch[] {
  return shapes.map((shape, index) => {
    const asked = operation === 'depthwise-conv2d' ? { ...shape, channelsOut: 1 } : shape;
    return wholeNumbers(asked, index === 0 ? 1 : 3);
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
export function roundedCases(count: number, format: NumberFormat): Batch {
  const shape = convShape('5x5*3x3');
  const rounded = (x: number): number => (isNarrow(format) ? roundNarrow(x, format) : x);
  const numbers = (length: number): Float32Array =>
    Float32Array.from({ length }, (_, index) => rounded(Math.sin(index * index + length)));
  return { shape, count, images: numbers(count * imageSize(shape)), kernels: numbers(count * kernelSize(shape)) };
}
