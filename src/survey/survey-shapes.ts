import { type ConvShape, rowShape } from '../conv/shape.ts';
import { convShape, shapeKey } from '../conv/shape-text.ts';
import type { Subject } from '../engines/engine.ts';

const same = { padding: 'same' } as const;

const shapes = (...list: readonly (string | readonly [string, Parameters<typeof convShape>[1]])[]) =>
  list.map((one) => (typeof one === 'string' ? convShape(one) : convShape(...one)));

/** The question of 2018: every operation that has this shape is asked at it. */
const seed = '5x5*5x5';

/** Kernels of 1×1 to 7×7; 1 to 64 channels; up to 800 terms; a batch of two. */
const convolutions = shapes(
  ...['4x4x16*1x1x4', '3x3x64*1x1x8', '6x6*2x2', '8x8*3x3', '8x8x3*3x3x8'],
  ['8x8x3*3x3x8', same],
  ['9x9x4*3x3x4', { stride: 2 }],
  ['9x9x2*3x3x2', { dilation: 2 }],
  ...['2x8x8x3*3x3x4', '6x6x16*3x3x16', '5x5x64*3x3x4', seed, '12x12*5x5', '9x9x8*5x5x8'],
  ['6x6x32*5x5x4', same],
  ['14x14x3*7x7x4', { ...same, stride: 2 }],
  '8x8x16*7x7x2',
);

/** The same with one filter for each channel. */
const depthwise = shapes(
  ...['4x4x8*1x1x1', '6x6x4*2x2x1', '8x8x3*3x3x1'],
  ['8x8x3*3x3x1', same],
  ['9x9x4*3x3x1', { stride: 2 }],
  ['9x9x4*3x3x1', { dilation: 2 }],
  ...['8x8x16*3x3x1', '6x6x64*3x3x1', seed, '12x12x4*5x5x1'],
  ['9x9x32*5x5x1', same],
  '9x9x8*7x7x1',
);

/** Two to four groups, and one. */
const grouped = shapes(
  ...[seed, '6x6x16*1x1x4/4', '8x8x4*3x3x2/2'],
  ['8x8x4*3x3x2/2', same],
  ['9x9x6*3x3x2/3', { stride: 2 }],
  ...['6x6x16*3x3x8/2', '5x5x64*3x3x4/4', '9x9x8*5x5x2/2'],
);

/** Small images: an output at the border has fewer terms, and is another sum. */
const transposed = shapes(
  ...['2x2*2x2', '3x3x3*3x3x2', '3x3x16*2x2x4'],
  ['4x4x3*3x3x2', same],
  ['3x3x3*2x2x2', { stride: 2 }],
  ['3x3x4*3x3x2+1x1', { stride: 2 }],
);

/** One row: kernels of one channel as long as the row, then of several channels. */
const lines = shapes(
  ...['1x9', '1x25', '1x64', '1x256', '1x16*1x3', '1x16x4*1x3x8'],
  ['1x16x4*1x3x8', same],
  ['1x17x4*1x3x4', { stride: [1, 2] }],
  ['1x17x4*1x3x4', { dilation: [1, 2] }],
  ...['1x16x64*1x3x4', '1x20x16*1x7x16'],
);

/** Volumes: one window, then several slices, channels and filters. */
const volumes = shapes(
  ...['3x3x3x1*3x3x3x1x1', '3x5x5x1*3x3x3x1x1', '3x3x3x4*3x3x3x4x4', '3x4x4x16*3x3x3x16x4', '2x4x4x64*1x1x1x64x4'],
  ['3x4x4x4*3x3x3x4x4', same],
);

/** Around the powers of two at which libraries begin to use lanes and blocks. */
const lengths = [2, 4, 7, 8, 9, 16, 17, 32, 33, 64, 100, 128, 129, 256, 500, 1024].map(rowShape);
/** The second windows are those of one sum, the others give many of them. */
const products = [...lengths, ...shapes(seed, '6x6x3*3x3x2')];
const sums = [...lengths, ...shapes(seed)];
const axes = [...sums, ...shapes('1x16*1x9', '1x40*1x33', '1x136*1x129', '1x1031*1x1024')];
const matrices = [
  ...[...lengths, ...shapes(seed, '8x8x3*3x3x8', '2x6x6x16*3x3x5')],
  ...shapes('1x67*1x64x4', '1x259*1x256x4', '1x1025*1x1024x2'),
];
const batches = shapes(seed, '1x16', '1x129', '8x8x4*3x3x2/2', '1x67x2*1x64x4/2', '1x259x2*1x256x4/2');

const tables: Readonly<Record<Subject['operation'], readonly ConvShape[]>> = {
  ...{ conv2d: convolutions, 'depthwise-conv2d': depthwise, 'grouped-conv2d': grouped },
  ...{
    'transposed-conv2d': transposed,
    conv1d: lines,
    conv3d: volumes,
    'multiply-sum': products,
    dot: products,
    einsum: products,
  },
  ...{ matmul: matrices, 'batched-matmul': batches, sum: sums, 'sum-last-axis': axes, 'sum-first-axis': axes },
  mean: [],
};

/** Of every kind of shape the most telling: one window, several channels, many channels, short and long sums. */
const short = new Set(
  [
    ...shapes(seed, '4x4x16*1x1x4', '8x8x3*3x3x8', '6x6x16*3x3x16', '5x5x64*3x3x4', '8x8x3*3x3x1', '6x6x64*3x3x1'),
    ...shapes('8x8x4*3x3x2/2', '2x2*2x2', '3x3x3*3x3x2', '1x16x4*1x3x8', '1x16x64*1x3x4', '1x136*1x129'),
    ...shapes('1x259*1x256x4', '1x259x2*1x256x4/2'),
    ...[4, 8, 9, 17, 33, 129, 500, 1024].map(rowShape),
  ].map(shapeKey),
);

/**
 * The shapes at which `lastbit reveal --all` asks a subject. In other formats than binary32 these are fewer: where an
 * engine changes its order is looked for in binary32. A mean has none: its sum is asked.
 */
export function surveyShapes({ operation, format }: Pick<Subject, 'operation' | 'format'>): readonly ConvShape[] {
  const whole = tables[operation];
  return format === 'binary32' ? whole : whole.filter((shape) => short.has(shapeKey(shape)));
}
