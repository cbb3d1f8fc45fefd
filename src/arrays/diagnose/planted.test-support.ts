import { fourierCorrelation } from '../../claims/comparisons/fourier.ts';
import { transformedBy, winogradFour } from '../../claims/comparisons/winograd-transform.ts';
import { bfloat16, tf32 } from '../../float/format.ts';
import { randomOf } from '../../inputs/random.ts';
import { arrayOf } from '../array-of.ts';
import type { Answer } from '../question.ts';
import type { ArrayRequest, ConvRequest } from '../request.ts';
import { convolve, multiply, type NaiveConvolution, randomNumbers, rounderTo, to16 } from './naive.test-support.ts';

/** An answer that is wrong in a known way. */
export interface Planted {
  readonly name: string;
  readonly request: ArrayRequest;
  readonly answer: Answer;
  /** A part of the sentence that must be said. */
  readonly says: string;
  readonly verdict: 'defect' | 'narrower' | 'rounding';
}

const answerOf = (
  numbers: ArrayLike<number>,
  sizes: readonly number[],
  type: 'float32' | 'float16' = 'float32',
): Answer => ({
  name: 'output',
  file: arrayOf(numbers, sizes, type, 'y.npy'),
});

/** The layer into which faults of convolutions are planted: every axis has another size, and nothing is symmetric. */
interface Layer {
  readonly right: NaiveConvolution;
  readonly request: ConvRequest;
  readonly image: Float64Array;
  readonly kernel: Float64Array;
  readonly outputSizes: readonly number[];
}

interface LayerOptions {
  readonly sizes?: readonly [number, number, number, number];
  readonly kernel?: readonly [number, number];
  readonly channelsOut?: number;
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly padding?: readonly [number, number, number, number];
  readonly groups?: number;
  readonly transposed?: boolean;
  readonly biased?: boolean;
  /** Most of the left half of the image is dark, next to bright pixels: small outputs among large ones. */
  readonly uneven?: boolean;
}

function layer(seed: number, options: LayerOptions = {}): Layer {
  const { sizes = [2, 7, 9, 3], kernel: taps = [3, 3], channelsOut = 4, groups = 1, transposed = false } = options;
  const { stride = [1, 1], dilation = [1, 1], padding = [1, 1, 1, 1], biased = false } = options;
  const rng = randomOf(seed, 'planted');
  const [batch, rows, columns, channels] = sizes;
  const depth = channels / groups;
  const dark = (at: number): number =>
    options.uneven === true && Math.floor(at / channels) % columns < columns / 2 && rng.chance(0.8) ? 2 ** -12 : 1;
  const image = randomNumbers(rng, batch * rows * columns * channels).map((x, at) => x * dark(at));
  const kernel = randomNumbers(rng, taps[0] * taps[1] * depth * channelsOut);
  const bias = randomNumbers(rng, channelsOut);
  const size = (axis: 0 | 1): number => {
    const reach = (taps[axis] - 1) * dilation[axis] + 1;
    const pads = padding[2 * axis]! + padding[2 * axis + 1]!;
    const pixels = axis === 0 ? rows : columns;
    return transposed
      ? (pixels - 1) * stride[axis] + reach - pads
      : Math.floor((pixels + pads - reach) / stride[axis]) + 1;
  };
  const outputs = [size(0), size(1)] as const;
  const right: NaiveConvolution = {
    ...{ sizes, kernel: taps, channelsOut, outputs, stride, dilation, groups, transposed },
    before: [padding[0], padding[2]],
    pixel: (n, y, x, c) => image[((n * rows + y) * columns + x) * channels + c]!,
    tap: (r, q, i, o) => kernel[((r * taps[1] + q) * depth + i) * channelsOut + o]!,
    ...(biased ? { bias: (o: number) => bias[o]! } : {}),
  };
  const kernelSizes = transposed ? [...taps, channelsOut, depth] : [...taps, depth, channelsOut];
  const stored = transposed
    ? Float64Array.from({ length: kernel.length }, (_, at) => {
        const [i, rest] = [at % depth, Math.floor(at / depth)];
        return kernel[(Math.floor(rest / channelsOut) * depth + i) * channelsOut + (rest % channelsOut)]!;
      })
    : kernel;
  const request: ConvRequest = {
    ...{ kind: 'conv', layout: 'nhwc', kernelLayout: 'hwio', stride, dilation, padding, groups, transposed },
    image: arrayOf(image, sizes, 'float32', 'x.npy'),
    kernel: arrayOf(stored, kernelSizes, 'float32', 'w.npy'),
    ...(biased ? { bias: arrayOf(bias, [channelsOut], 'float32', 'b.npy') } : {}),
  };
  return { right, request, image, kernel, outputSizes: [batch, ...outputs, channelsOut] };
}

/** Faults of convolutions: the name, what is said, the layer, and what computes instead. */
type ConvFault = readonly [
  name: string,
  says: string,
  options: LayerOptions,
  change: (right: NaiveConvolution, layer: Layer) => Partial<NaiveConvolution>,
];

const convFaults: readonly ConvFault[] = [
  ['flipped', 'the kernel is flipped', {}, ({ tap }) => ({ tap: (r, q, i, o) => tap(2 - r, 2 - q, i, o) })],
  ['kernel transposed', 'rows and columns of the kernel', {}, ({ tap }) => ({ tap: (r, q, i, o) => tap(q, r, i, o) })],
  [
    'oihw',
    'the kernel is read as OIHW',
    {},
    (_, { kernel }) => ({ tap: (r, q, i, o) => kernel[((o * 3 + i) * 3 + r) * 3 + q]! }),
  ],
  [
    'nchw',
    'the image is read as NCHW',
    {},
    (_, { image }) => ({ pixel: (n, y, x, c) => image[((n * 3 + c) * 7 + y) * 9 + x]! }),
  ],
  [
    'rows and columns of the image',
    'rows and columns of the image are exchanged',
    { sizes: [2, 8, 8, 3] },
    ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(n, x, y, c) }),
  ],
  ['shifted down', 'the image is shifted by one', {}, () => ({ before: [2, 1] })],
  ['no padding', 'there is no padding above and left', {}, () => ({ before: [0, 0] })],
  [
    'other side',
    'the padding is on the other side',
    { stride: [2, 2], sizes: [2, 8, 10, 3], padding: [0, 1, 0, 1] },
    () => ({ before: [1, 1] }),
  ],
  ['tensorflow', 'as TensorFlow pads', { stride: [2, 2], sizes: [2, 8, 10, 3] }, () => ({ before: [0, 0] })],
  ['strides exchanged', 'the strides of rows and columns', { stride: [1, 2] }, () => ({ stride: [2, 1] })],
  ['stride ignored', 'the stride is ignored', { stride: [2, 2] }, () => ({ stride: [1, 1] })],
  [
    'dilation ignored',
    'the dilation is ignored',
    { dilation: [2, 2], padding: [2, 2, 2, 2] },
    () => ({ dilation: [1, 1] }),
  ],
  [
    'dilations exchanged',
    'the dilations of rows',
    { dilation: [1, 2], padding: [2, 2, 2, 2] },
    () => ({ dilation: [2, 1] }),
  ],
  [
    'stride for dilation',
    'stride and dilation',
    { stride: [2, 2], padding: [1, 1, 1, 1] },
    () => ({ stride: [1, 1], dilation: [2, 2] }),
  ],
  [
    'replicated',
    'the padding repeats the nearest pixel',
    {},
    ({ pixel }) => ({ outside: (n, y, x, c) => pixel(n, Math.min(Math.max(y, 0), 6), Math.min(Math.max(x, 0), 8), c) }),
  ],
  [
    'missing row',
    'row 2 of 0…2 of the kernel is missing',
    {},
    ({ tap }) => ({ tap: (r, q, i, o) => (r === 2 ? 0 : tap(r, q, i, o)) }),
  ],
  [
    'missing tap',
    'tap (2, 2) of the kernel, the last, is missing',
    {},
    ({ tap }) => ({ tap: (r, q, i, o) => (r === 2 && q === 2 ? 0 : tap(r, q, i, o)) }),
  ],
  [
    'missing channel',
    'input channel 1 of 0…2, is missing',
    {},
    ({ tap }) => ({ tap: (r, q, i, o) => (i === 1 ? 0 : tap(r, q, i, o)) }),
  ],
  [
    'channel twice',
    'input channel 0 of 0…2, the first, is added twice',
    {},
    ({ tap }) => ({ tap: (r, q, i, o) => (i === 0 ? 2 : 1) * tap(r, q, i, o) }),
  ],
  ['missing bias', 'the bias is missing', { biased: true }, () => ({ bias: () => 0 })],
  ['bias twice', 'the bias is added twice', { biased: true }, ({ bias }) => ({ bias: (o) => 2 * bias!(o) })],
  [
    'next channel',
    'each output is that of the next channel',
    {},
    ({ tap }) => ({ tap: (r, q, i, o) => tap(r, q, i, (o + 1) % 4) }),
  ],
  ['batch swapped', 'along the images', {}, ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(1 - n, y, x, c) })],
  [
    'batch repeated',
    'every image has the outputs of the first',
    { sizes: [3, 7, 9, 3] },
    ({ pixel }) => ({ pixel: (_, y, x, c) => pixel(0, y, x, c) }),
  ],
  [
    'first group',
    'each group reads the input channels of the first group',
    { groups: 2, sizes: [2, 7, 9, 4] },
    ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(n, y, x, c % 2) }),
  ],
  [
    'groups dealt out',
    'not neighbours',
    { groups: 2, sizes: [2, 7, 9, 4] },
    ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(n, y, x, (c % 2) * 2 + Math.floor(c / 2)) }),
  ],
  [
    'plain for transposed',
    'it is a plain convolution',
    { transposed: true, stride: [2, 2] },
    () => ({ transposed: false }),
  ],
  ['transposed for plain', 'it is a transposed convolution', { stride: [2, 2] }, () => ({ transposed: true })],
];

function convPlanted(seed: number): readonly Planted[] {
  return convFaults.map(([name, says, options, change]) => {
    const made = layer(seed, options);
    const numbers = convolve({ ...made.right, ...change(made.right, made) });
    return {
      name: `conv: ${name}`,
      request: made.request,
      answer: answerOf(numbers, made.outputSizes),
      says,
      verdict: 'defect',
    };
  });
}

/** Right outputs that are changed or lost afterwards. */
function changedPlanted(seed: number): readonly Planted[] {
  const made = layer(seed);
  const right = convolve(made.right);
  const [, rows, columns, channels] = made.outputSizes as [number, number, number, number];
  const column = (index: number): number => Math.floor(index / channels) % columns;
  const row = (index: number): number => Math.floor(index / channels / columns) % rows;
  const changed = (name: string, says: string, change: (x: number, index: number) => number): Planted => ({
    ...{ name: `conv: ${name}`, request: made.request, says, verdict: 'defect' },
    answer: answerOf(
      right.map((x, index) => Math.fround(change(x, index))),
      made.outputSizes,
    ),
  });
  return [
    changed('unwritten column', 'the last column. Likely: every wrong output is 0', (x, at) =>
      column(at) === 8 ? 0 : x,
    ),
    changed('every second row', 'the last column of every second row', (x, at) =>
      column(at) === 8 && row(at) % 2 === 1 ? 0 : x,
    ),
    changed('NaN', 'everything from index 300 on. Likely: every wrong output is NaN', (x, at) =>
      at >= 300 ? Number.NaN : x,
    ),
    changed('constant', 'every wrong output is 7', (x, at) => (row(at) === 3 ? 7 : x)),
    changed('negated', 'wrong sign', (x) => -x),
    changed('rectified', 'as after ReLU', (x) => Math.max(0, x)),
    changed('absolute', 'the sign is lost', (x) => Math.abs(x)),
    changed('doubled', 'it is doubled', (x) => 2 * x),
    changed('divided', 'it is divided by 27', (x) => x / 27),
    changed('truncated', 'truncated to whole numbers', (x) => Math.trunc(x)),
    changed('next column', 'of the next column', (x, at) => (column(at) < 8 ? right[at + channels]! : x)),
    changed('slice', 'one place', (x, at) => (at + 1 < right.length ? right[at + 1]! : x)),
    {
      ...changed('answer as NCHW', 'the answer is written as NCHW', (x) => x),
      answer: answerOf(
        right.map((_, index) => {
          const [x, y] = [index % columns, Math.floor(index / columns) % rows];
          const [c, n] = [Math.floor(index / columns / rows) % channels, Math.floor(index / columns / rows / channels)];
          return right[((n * rows + y) * columns + x) * channels + c]!;
        }),
        made.outputSizes,
      ),
    },
  ];
}

/** Narrower arithmetic. */
function narrowPlanted(seed: number): readonly Planted[] {
  const made = layer(seed, { sizes: [1, 7, 8, 5] });
  const { pixel, tap } = made.right;
  const through = (
    name: string,
    says: string,
    change: Partial<NaiveConvolution>,
    after = (x: number): number => x,
  ): Planted => ({
    ...{ name: `conv: ${name}`, request: made.request, says, verdict: 'narrower' },
    answer: answerOf(convolve({ ...made.right, ...change }).map(after), made.outputSizes),
  });
  const inputs = (round: (x: number) => number): Partial<NaiveConvolution> => ({
    pixel: (n, y, x, c) => round(pixel(n, y, x, c)),
    tap: (r, q, i, o) => round(tap(r, q, i, o)),
  });
  const cut = (bits: number) => (x: number) => {
    const scale = 2 ** (bits - 1 - Math.floor(Math.log2(Math.abs(x))));
    return x === 0 ? 0 : Math.trunc(x * scale) / scale;
  };
  const [toTf32, toBfloat16] = [rounderTo(tf32), rounderTo(bfloat16)];
  return [
    through('TF32', 'exactly what TF32 inputs or binary16 inputs give', inputs(toTf32)),
    through('TF32 cut', 'TF32 inputs cut toward zero', inputs(cut(11))),
    through('bfloat16', 'exactly what bfloat16 inputs give', inputs(toBfloat16)),
    through('bfloat16 cut', 'bfloat16 inputs cut toward zero', inputs(cut(8))),
    through('bfloat16 kernel', 'the kernel in bfloat16', { tap: (r, q, i, o) => toBfloat16(tap(r, q, i, o)) }),
    through('bfloat16 products', 'products rounded to bfloat16', { roundProduct: toBfloat16 }),
    through('binary16 result', 'results rounded to binary16', {}, to16),
    through('bfloat16 result', 'results rounded to bfloat16', {}, toBfloat16),
    through('bfloat16 result, cut', 'results cut to bfloat16', {}, cut(8)),
    through('bfloat16 throughout', 'bfloat16 inputs, results rounded to bfloat16', inputs(toBfloat16), toBfloat16),
    through('binary16 sums', 'equal bit for bit to a loop over the terms in binary16', { round: to16 }),
    through('bfloat16 sums', 'equal bit for bit to a loop over the terms in bfloat16', { round: toBfloat16 }),
  ];
}

/** Winograd's F(4×4, 3×3) and Fourier transforms along rows, channels summed in binary32. */
function transformPlanted(seed: number): readonly Planted[] {
  const made = layer(seed, { sizes: [1, 24, 24, 2], channelsOut: 2, uneven: true });
  const { pixel, tap } = made.right;
  const { side, kernel, pixels, outputs } = winogradFour;
  const at = (y: number, x: number, c: number): number =>
    y < 0 || x < 0 || y >= 24 || x >= 24 ? 0 : pixel(0, y, x, c);
  const square = (size: number, of: (i: number, j: number) => number): number[][] =>
    Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => of(i, j)));
  const winograd = new Float64Array(24 * 24 * 2);
  for (let o = 0; o < 2; o++) {
    const taps = [0, 1].map((c) =>
      transformedBy(
        kernel,
        square(3, (r, q) => tap(r, q, c, o)),
      ),
    );
    for (let y = 0; y < 24; y += 4) {
      for (let x = 0; x < 24; x += 4) {
        const seen = taps.map((_, c) =>
          transformedBy(
            pixels,
            square(side, (i, j) => at(y + i - 1, x + j - 1, c)),
          ),
        );
        const sums = square(side, (i, j) =>
          taps.reduce((sum, all, c) => Math.fround(sum + Math.fround(all[i]![j]! * seen[c]![i]![j]!)), 0),
        );
        const tile = transformedBy(outputs, sums);
        for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) winograd[((y + i) * 24 + x + j) * 2 + o] = tile[i]![j]!;
      }
    }
  }
  const row = layer(seed, {
    sizes: [4, 8, 16, 2],
    kernel: [1, 5],
    channelsOut: 2,
    uneven: true,
    padding: [0, 0, 0, 0],
  });
  const fourier: number[] = [];
  for (let n = 0; n < 4; n++) {
    for (let y = 0; y < 8; y++) {
      const channels = [0, 1].map((o) =>
        [0, 1].map((c) =>
          fourierCorrelation(
            Array.from({ length: 16 }, (_, x) => row.right.pixel(n, y, x, c)),
            Array.from({ length: 16 }, (_, q) => (q < 5 ? row.right.tap(0, q, c, o) : 0)),
          ),
        ),
      );
      for (let x = 0; x < 12; x++) for (const all of channels) fourier.push(Math.fround(all[0]![x]! + all[1]![x]!));
    }
  }
  const says = 'Fourier transforms';
  return [
    {
      name: 'conv: Winograd',
      request: made.request,
      answer: answerOf(winograd, made.outputSizes),
      says,
      verdict: 'narrower',
    },
    {
      name: 'conv: Fourier',
      request: row.request,
      answer: answerOf(fourier, row.outputSizes),
      says,
      verdict: 'narrower',
    },
  ];
}

function productPlanted(seed: number): readonly Planted[] {
  const rng = randomOf(seed, 'planted products');
  const [rows, depth, columns] = [6, 20, 20];
  const [a, b] = [randomNumbers(rng, rows * depth), randomNumbers(rng, depth * columns)];
  const left = (i: number, k: number): number => a[i * depth + k]!;
  const right = (k: number, j: number): number => b[k * columns + j]!;
  const request: ArrayRequest = {
    kind: 'matmul',
    left: arrayOf(a, [rows, depth], 'float32', 'a.npy'),
    right: arrayOf(b, [depth, columns], 'float32', 'b.npy'),
  };
  const planted = (name: string, says: string, numbers: Float64Array): Planted => ({
    ...{ name: `matmul: ${name}`, request, says, verdict: 'defect', answer: answerOf(numbers, [rows, columns]) },
  });
  const good = multiply(rows, depth, columns, left, right);
  return [
    planted(
      'right transposed',
      'the right matrix is read as if it were transposed',
      multiply(rows, depth, columns, left, (k, j) => right(j, k)),
    ),
    planted(
      'left in columns',
      'the left matrix is read as if it were transposed',
      multiply(rows, depth, columns, (i, k) => a[k * rows + i]!, right),
    ),
    planted('first 16', 'the last 4 of 20 terms are missing', multiply(rows, 16, columns, left, right)),
    planted('without the last', 'product 19 of 0…19, the last, is missing', multiply(rows, 19, columns, left, right)),
    planted(
      'answer transposed',
      'the answer is transposed',
      good.map((_, at) => good[(at % rows) * columns + Math.floor(at / rows)]!),
    ),
    planted(
      'scaled',
      'divided by √20',
      good.map((x) => Math.fround(x / Math.sqrt(20))),
    ),
  ];
}

function sumPlanted(seed: number): readonly Planted[] {
  const rng = randomOf(seed, 'planted sums');
  const [rows, columns] = [60, 37];
  const numbers = randomNumbers(rng, rows * columns);
  const request: ArrayRequest = {
    kind: 'sum',
    array: arrayOf(numbers, [rows, columns], 'float32', 'a.npy'),
    axes: [1],
  };
  const sums = (from: number, to: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => {
      let sum = 0;
      for (let at = from; at < to; at++) sum = Math.fround(sum + numbers[row * columns + at]!);
      return sum;
    });
  const planted = (name: string, says: string, all: Float64Array, other: ArrayRequest = request): Planted => ({
    ...{ name: `sum: ${name}`, request: other, says, verdict: 'defect', answer: answerOf(all, [rows]) },
  });
  return [
    planted('without the last', 'number 36 of 0…36, the last, is missing', sums(0, 36)),
    planted('without the first', 'number 0 of 0…36, the first, is missing', sums(1, 37)),
    planted('of whole eights', 'the last 5 of 37 terms are missing, the rest of a division by 8', sums(0, 32)),
    planted(
      'mean',
      'it is divided by 37',
      sums(0, 37).map((x) => Math.fround(x / 37)),
    ),
    planted('not divided', 'not divided by 37', sums(0, 37), { ...request, mean: true }),
  ];
}

/** Whole numbers: stopping at a limit, and wrapping. */
function integerPlanted(seed: number): readonly Planted[] {
  const rng = randomOf(seed, 'planted integers');
  const [rows, depth, columns] = [8, 24, 8];
  const a = Float64Array.from({ length: rows * depth }, () => rng.between(-128, 127));
  const b = Float64Array.from({ length: depth * columns }, () => rng.between(-128, 127));
  const request: ArrayRequest = {
    kind: 'matmul',
    left: arrayOf(a, [rows, depth], 'int8', 'a.npy'),
    right: arrayOf(b, [depth, columns], 'int8', 'b.npy'),
  };
  const good = multiply(
    rows,
    depth,
    columns,
    (i, k) => a[i * depth + k]!,
    (k, j) => b[k * columns + j]!,
    (x) => x,
  );
  const planted = (name: string, says: string, change: (x: number) => number): Planted => ({
    ...{ name: `matmul: ${name}`, request, says, verdict: 'defect' },
    answer: { name: 'output', file: arrayOf(good.map(change), [rows, columns], 'int32', 'c.npy') },
  });
  return [
    planted('saturated', 'outputs stop at the limits of int16', (x) => Math.max(-32768, Math.min(32767, x))),
    planted('wrapped', 'outputs wrap around as int16 does', (x) => (x << 16) >> 16),
  ];
}

/** One of each kind; other seeds have other numbers. */
export function plantedCases(seed: number): readonly Planted[] {
  return [
    ...convPlanted(seed),
    ...changedPlanted(seed),
    ...narrowPlanted(seed),
    ...transformPlanted(seed),
    ...productPlanted(seed),
    ...sumPlanted(seed),
    ...integerPlanted(seed),
  ];
}
