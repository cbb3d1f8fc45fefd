import type { ConvShape, Operation } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';

const plain = { stride: [1, 1], dilation: [1, 1], padding: 'valid' } as const;
const same = { ...plain, padding: 'same' } as const;
const strided = { ...plain, stride: [2, 2] } as const;
const dilated = { ...plain, dilation: [2, 2] } as const;
const stridedSame = { ...same, stride: [2, 2] } as const;

const shapes = (list: readonly (readonly [string, Parameters<typeof convShape>[1]])[]): readonly ConvShape[] =>
  list.map(([text, rest]) => convShape(text, rest));

/**
 * Kernels of 1×1 to 7×7, and one of 8×8 with 4,096 terms; 1 to 64 channels; images as large as the kernel and larger;
 * batches of two.
 */
const convolutions = shapes([
  ['4x4*1x1', plain],
  ['4x4x16*1x1x4', plain],
  ['3x3x64*1x1x8', plain],
  ['6x6*2x2', plain],
  ['3x3*3x3', plain],
  ['8x8*3x3', plain],
  ['8x8x3*3x3x8', plain],
  ['8x8x3*3x3x8', same],
  ['9x9x4*3x3x4', strided],
  ['9x9x2*3x3x2', dilated],
  ['2x8x8x3*3x3x4', plain],
  ['6x6x16*3x3x16', plain],
  ['5x5x64*3x3x4', plain],
  ['7x7x4*4x4x4', plain],
  ['5x5*5x5', plain],
  ['12x12*5x5', plain],
  ['2x12x12x1*5x5x4', plain],
  ['9x9x8*5x5x8', plain],
  ['8x8x3*6x6x2', plain],
  ['6x6x32*5x5x4', same],
  ['14x14x3*7x7x4', stridedSame],
  ['8x8x16*7x7x2', plain],
  ['8x8x64*8x8x1', plain],
]);

/** The same with one filter for each channel. */
const depthwise = shapes([
  ['4x4x8*1x1x1', plain],
  ['6x6x4*2x2x1', plain],
  ['3x3*3x3', plain],
  ['3x3x4*3x3x1', plain],
  ['8x8x3*3x3x1', plain],
  ['8x8x3*3x3x1', same],
  ['9x9x4*3x3x1', strided],
  ['9x9x4*3x3x1', dilated],
  ['2x8x8x3*3x3x1', plain],
  ['8x8x16*3x3x1', plain],
  ['6x6x64*3x3x1', plain],
  ['7x7x4*4x4x1', plain],
  ['5x5*5x5', plain],
  ['12x12x4*5x5x1', plain],
  ['9x9x32*5x5x1', same],
  ['8x8x3*6x6x1', plain],
  ['9x9x8*7x7x1', plain],
  ['14x14x3*7x7x1', stridedSame],
]);

/** Sums of n products, n = 2 … 1024, and a few shapes with many outputs. */
const sums = [
  ...shapes(
    [2, 3, 4, 7, 8, 9, 12, 16, 17, 25, 32, 33, 64, 100, 128, 129, 200, 256, 500, 1024].map((n) => [`1x${n}`, plain]),
  ),
  ...shapes([
    ['5x5', plain],
    ['8x8*3x3', plain],
    ['8x8x3*3x3x8', plain],
    ['2x6x6x16*3x3x5', plain],
  ]),
];

/** The shapes at which `lastbit reveal --all` asks every subject of an operation. A mean has none: its sum is asked. */
export function surveyShapes(operation: Operation): readonly ConvShape[] {
  if (operation === 'mean') return [];
  if (operation === 'conv2d') return convolutions;
  return operation === 'depthwise-conv2d' ? depthwise : sums;
}
