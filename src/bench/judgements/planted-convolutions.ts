import { convolve, type NaiveConvolution } from './naive.ts';
import { answerOf, type Layer, type LayerOptions, layer, type Planted } from './planted-layer.ts';

/** Faults of convolutions: the name, what is said, the layer, and what computes instead. */
type ConvFault = readonly [
  name: string,
  says: string,
  options: LayerOptions,
  change: (right: NaiveConvolution, layer: Layer) => Partial<NaiveConvolution>,
];

const convFaults: readonly ConvFault[] = [
  ['bgr', 'as BGR for RGB', {}, ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(n, y, x, 2 - c) })],
  [
    'bgra',
    'as BGRA for RGBA',
    { sizes: [2, 7, 5, 4] },
    ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(n, y, x, c < 3 ? 2 - c : 3) }),
  ],
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
    (_, { image }) => ({ pixel: (n, y, x, c) => image[((n * 3 + c) * 7 + y) * 5 + x]! }),
  ],
  [
    'rows and columns of the image',
    'rows and columns of the image are exchanged',
    { sizes: [2, 6, 6, 3] },
    ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(n, x, y, c) }),
  ],
  ['shifted down', 'the image is shifted by one', {}, () => ({ before: [2, 1] })],
  ['no padding', 'there is no padding above and left', {}, () => ({ before: [0, 0] })],
  [
    'other side',
    'the padding is on the other side',
    { stride: [2, 2], sizes: [2, 8, 6, 3], padding: [0, 1, 0, 1] },
    () => ({ before: [1, 1] }),
  ],
  ['tensorflow', 'as TensorFlow pads', { stride: [2, 2], sizes: [2, 8, 6, 3] }, () => ({ before: [0, 0] })],
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
    ({ pixel }) => ({ outside: (n, y, x, c) => pixel(n, Math.min(Math.max(y, 0), 6), Math.min(Math.max(x, 0), 4), c) }),
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
  [
    'folded batch normalisation',
    'as by a folded batch normalisation',
    {},
    ({ tap }) => ({
      tap: (r, q, i, o) => Math.fround(tap(r, q, i, o) * [0.3, -1.7, 1.1][o]!),
      bias: (o) => Math.fround([0.3, -1.7, 0.01][o]!),
    }),
  ],
  ['missing bias', 'the bias is missing', { biased: true }, () => ({ bias: () => 0 })],
  ['bias twice', 'the bias is added twice', { biased: true }, ({ bias }) => ({ bias: (o) => 2 * bias!(o) })],
  [
    'next channel',
    'each output is that of the next channel',
    {},
    ({ tap }) => ({ tap: (r, q, i, o) => tap(r, q, i, (o + 1) % 3) }),
  ],
  ['batch swapped', 'along the images', {}, ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(1 - n, y, x, c) })],
  [
    'batch repeated',
    'every image has the outputs of the first',
    { sizes: [3, 7, 5, 3] },
    ({ pixel }) => ({ pixel: (_, y, x, c) => pixel(0, y, x, c) }),
  ],
  [
    'first group',
    'each group reads the input channels of the first group',
    { groups: 2, channelsOut: 4, sizes: [2, 7, 5, 4] },
    ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(n, y, x, c % 2) }),
  ],
  [
    'groups exchanged',
    'each group reads the input channels of the other group',
    { groups: 2, channelsOut: 4, sizes: [2, 7, 5, 4] },
    ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(n, y, x, (c + 2) % 4) }),
  ],
  [
    'neighbouring groups exchanged',
    'each group reads the input channels of its neighbour',
    { groups: 4, channelsOut: 4, sizes: [2, 7, 5, 4] },
    ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(n, y, x, c ^ 1) }),
  ],
  [
    'next group',
    'each group reads the input channels of the next group',
    { groups: 4, channelsOut: 4, sizes: [2, 7, 5, 4] },
    ({ pixel }) => ({ pixel: (n, y, x, c) => pixel(n, y, x, (c + 1) % 4) }),
  ],
  [
    'kernels of groups exchanged',
    'each group reads the kernel of the other group',
    { groups: 2, channelsOut: 4, sizes: [2, 7, 5, 4] },
    ({ tap }) => ({ tap: (r, q, i, o) => tap(r, q, i, (o + 2) % 4) }),
  ],
  [
    'groups dealt out',
    'not neighbours',
    { groups: 2, channelsOut: 4, sizes: [2, 7, 5, 4] },
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

export function convPlanted(seed: number): readonly Planted[] {
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
export function changedPlanted(seed: number): readonly Planted[] {
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
      column(at) === 4 ? 0 : x,
    ),
    changed('every second row', 'the last column of every second row', (x, at) =>
      column(at) === 4 && row(at) % 2 === 1 ? 0 : x,
    ),
    changed('NaN', 'everything from index 152 on. Likely: every wrong output is NaN', (x, at) =>
      at >= 152 ? Number.NaN : x,
    ),
    changed('constant', 'every wrong output is 7', (x, at) => (row(at) === 3 ? 7 : x)),
    changed('negated', 'wrong sign', (x) => -x),
    changed('rectified', 'as after ReLU', (x) => Math.max(0, x)),
    changed('absolute', 'the sign is lost', (x) => Math.abs(x)),
    changed('doubled', 'it is doubled', (x) => 2 * x),
    changed('divided', 'it is divided by 27', (x) => x / 27),
    changed('scaled', 'every output is 0.7 times the exact value', (x) => 0.7 * x),
    changed(
      'bias forgotten',
      'each output channel has a constant added: was --bias forgotten?',
      (x, at) => x + [0.3, -1.7, 0.01][at % channels]!,
    ),
    changed('constant added', 'every output is 0.25 too small', (x) => x - 0.25),
    changed(
      'channels scaled',
      'each output channel is multiplied by a constant',
      (x, at) => x * [0.3, -1.7, 1][at % channels]!,
    ),
    changed(
      'batch normalisation',
      'as by a folded batch normalisation',
      (x, at) => Math.fround(x * [0.3, -1.7, 1][at % channels]!) + [0.3, -1.7, 0.01][at % channels]!,
    ),
    changed('truncated', 'truncated to whole numbers', (x) => Math.trunc(x)),
    changed('next column', 'of the next column', (x, at) => (column(at) < 4 ? right[at + channels]! : x)),
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
