import type { Case } from '../conv/batch.ts';
import { outputShape, outputSlices, paddingOf } from '../conv/output-shape.ts';
import { type ConvShape, type Depth, kernelRows, type Padding } from '../conv/shape.ts';
import { smallestNormal32 } from '../float/format.ts';

/** Another question than the one that was asked: what an implementation with a usual fault answers instead. */
export interface OtherConvolution {
  /** Ends the sentence "the result is the convolution …". */
  readonly with: string;
  readonly input: Case;
}

/** The usual faults that this case can show, each as the case that such an implementation computes. */
export function otherConvolutions(input: Case): readonly OtherConvolution[] {
  const isVolume = input.shape.depth !== undefined;
  if (isVolume) return [...kernels(input), ...slices(input), ...numbers(input)];
  return [...kernels(input), ...images(input), ...numbers(input), ...geometries(input)];
}

type Tap = readonly [row: number, column: number, channelIn: number, channelOut: number];

/** Of a volume, whose rows of the kernel are counted through its slices. */
function* volumeKernels(input: Case, { kernel: slices }: Depth): Generator<OtherConvolution> {
  const { kernelHeight, channelsIn, channelsOut } = input.shape;
  const inSlice = (row: number): readonly [slice: number, row: number] => [
    Math.floor(row / kernelHeight),
    row % kernelHeight,
  ];
  const ofSlice = (of: (slice: number) => number): Case =>
    kernelFrom(input, ([line, q, k, c]) => {
      const [slice, row] = inSlice(line);
      return [of(slice) * kernelHeight + row, q, k, c];
    });
  const without = (slice: number): Case => kernelFrom(input, (tap) => (inSlice(tap[0])[0] === slice ? undefined : tap));
  if (slices > 1) {
    yield { with: 'with the slices of the kernel in reverse', input: ofSlice((slice) => slices - 1 - slice) };
    yield { with: 'without the last slice of the kernel', input: without(slices - 1) };
    yield { with: 'without the first slice of the kernel', input: without(0) };
  }
  for (let lost = 0; channelsIn > 1 && lost < channelsIn; lost++) {
    const others = kernelFrom(input, (tap) => (tap[2] === lost ? undefined : tap));
    yield { with: `without input channel ${lost} of 0…${channelsIn - 1}`, input: others };
  }
  const next = kernelFrom(input, ([r, q, k, c]) => [r, q, k, (c + 1) % channelsOut]);
  if (channelsOut > 1) yield { with: 'with the taps of the next output channel', input: next };
}

/** Other steps and zeros of the slices that give as many outputs. */
function* slices(input: Case): Generator<OtherConvolution> {
  const { shape } = input;
  const depth = shape.depth!;
  const changes: readonly (readonly [string, Partial<Depth>])[] = [
    ['with stride 1 of the slices', { stride: 1 }],
    ['with the stride of the rows for the slices', { stride: shape.stride[0] }],
    ['with the dilation of the rows for the slices', { dilation: shape.dilation[0] }],
    ['with dilation 1 of the slices', { dilation: 1 }],
    ['with the slices of zeros before and after exchanged', { before: depth.after, after: depth.before }],
  ];
  for (const [words, change] of changes) {
    const { stride, dilation, before } = { ...depth, ...change };
    // As many outputs as there are: with slices of zeros at the end, or without the last slices, which nothing reads.
    const after = (outputSlices(shape) - 1) * stride + (depth.kernel - 1) * dilation + 1 - depth.size - before;
    const steps = { stride, dilation, before, after: Math.max(0, after) };
    const isSame = stride === depth.stride && dilation === depth.dilation && before === depth.before;
    if (!isSame) yield { with: words, input: withSlices(input, depth.size + Math.min(0, after), steps) };
  }
}

/** The first slices of each volume, with other steps. */
function withSlices({ shape, image, kernel }: Case, size: number, steps: Omit<Depth, 'size' | 'kernel'>): Case {
  const depth = shape.depth!;
  const inSlice = shape.height * shape.width * shape.channelsIn;
  const kept = image.filter((_, index) => Math.floor(index / inSlice) % depth.size < size);
  return { shape: { ...shape, depth: { ...steps, size, kernel: depth.kernel } }, image: kept, kernel };
}

/** The kernel, each tap taken from another place; 0 where there is none. */
function kernelFrom({ shape, image, kernel }: Case, place: (tap: Tap) => Tap | undefined): Case {
  const { kernelWidth: columns, channelsIn, channelsOut } = shape;
  const rows = kernelRows(shape);
  const moved = kernel.map((_, index) => {
    const pixel = Math.floor(index / channelsOut);
    const row = Math.floor(pixel / channelsIn / columns);
    const from = place([row, Math.floor(pixel / channelsIn) % columns, pixel % channelsIn, index % channelsOut]);
    if (from === undefined || from[0] >= rows || from[1] >= columns) return 0;
    return kernel[((from[0] * columns + from[1]) * channelsIn + from[2]) * channelsOut + from[3]]!;
  });
  return { shape, image, kernel: moved };
}

function* kernels(input: Case): Generator<OtherConvolution> {
  const { kernelWidth: columns, channelsIn, channelsOut, depth } = input.shape;
  const rows = kernelRows(input.shape);
  const flipped = kernelFrom(input, ([r, q, k, c]) => [rows - 1 - r, columns - 1 - q, k, c]);
  yield { with: 'with the kernel flipped (lastbit, like TensorFlow, does not flip it)', input: flipped };
  if (depth !== undefined) return yield* volumeKernels(input, depth);
  // Column by column, whether or not there are as many rows.
  const transposed = kernelFrom(input, ([r, q, k, c]) => {
    const place = q * rows + r;
    return [Math.floor(place / columns), place % columns, k, c];
  });
  if (rows > 1 && columns > 1) yield { with: 'with rows and columns of the kernel exchanged', input: transposed };
  for (let lost = 0; channelsIn > 1 && lost < channelsIn; lost++) {
    const without = kernelFrom(input, (tap) => (tap[2] === lost ? undefined : tap));
    yield { with: `without input channel ${lost} of 0…${channelsIn - 1}`, input: without };
  }
  const lastRow = kernelFrom(input, (tap) => (tap[0] === rows - 1 ? undefined : tap));
  if (rows > 1) yield { with: 'without the last row of the kernel', input: lastRow };
  const lastColumn = kernelFrom(input, (tap) => (tap[1] === columns - 1 ? undefined : tap));
  if (columns > 1) yield { with: 'without the last column of the kernel', input: lastColumn };
  const isLast = ([r, q, k]: Tap): boolean => r === rows - 1 && q === columns - 1 && k === channelsIn - 1;
  const lastTap = kernelFrom(input, (tap) => (isLast(tap) ? undefined : tap));
  if (rows > 1 && columns > 1) yield { with: 'without the last tap of the kernel', input: lastTap };
  const next = kernelFrom(input, ([r, q, k, c]) => [r, q, k, (c + 1) % channelsOut]);
  if (channelsOut > 1) yield { with: 'with the taps of the next output channel', input: next };
  const output = kernelFrom(input, ([r, q, k]) => [r, q, k, 0]);
  if (channelsOut > 1) yield { with: 'with the taps of output channel 0 for every output channel', input: output };
  const kernel = reordered(input.kernel, [channelsOut, channelsIn, rows, columns], [2, 3, 1, 0]);
  if (channelsIn * channelsOut > 1)
    yield { with: 'with the kernel read as OIHW, not HWIO', input: { ...input, kernel } };
}

function* images(input: Case): Generator<OtherConvolution> {
  const { batch, height, width, channelsIn } = input.shape;
  if (channelsIn === 1) return;
  const image = reordered(input.image, [batch, channelsIn, height, width], [0, 2, 3, 1]);
  yield { with: 'with the image read as NCHW, not NHWC', input: { ...input, image } };
}

/** Numbers in row-major order of `sizes`, in the order of the axes `order`. */
function reordered(numbers: Float32Array, sizes: readonly number[], order: readonly number[]): Float32Array {
  const steps = sizes.map((_, axis) => sizes.slice(axis + 1).reduce((product, size) => product * size, 1));
  return numbers.map((_, index) => {
    let [rest, from] = [index, 0];
    for (const axis of [...order].reverse()) {
      from += (rest % sizes[axis]!) * steps[axis]!;
      rest = Math.floor(rest / sizes[axis]!);
    }
    return numbers[from]!;
  });
}

function* numbers({ shape, image, kernel }: Case): Generator<OtherConvolution> {
  const each = (change: (x: number) => number): Case => ({
    shape,
    image: image.map(change),
    kernel: kernel.map(change),
  });
  yield { with: 'of inputs rounded to 11 bits, as in binary16 and TF32', input: each((x) => roundedTo(11, x)) };
  yield { with: 'of inputs rounded to 8 bits, as in bfloat16', input: each((x) => roundedTo(8, x)) };
  const flushed = each((x) => (Math.abs(x) < smallestNormal32 ? 0 : x));
  yield { with: 'of inputs whose subnormal numbers are read as zero', input: flushed };
}

/** Veltkamp's splitting in binary64, whose range a binary32 number cannot leave by it. */
function roundedTo(bits: number, x: number): number {
  const scaled = x * (2 ** (53 - bits) + 1);
  return Number.isFinite(x) ? scaled - (scaled - x) : x;
}

function* geometries(input: Case): Generator<OtherConvolution> {
  const { shape } = input;
  const wanted = outputShape(shape).join();
  const like = function* (words: string, change: Partial<ConvShape>): Generator<OtherConvolution> {
    const other = { ...shape, ...change };
    if (outputShape(other).join() === wanted) yield { with: words, input: { ...input, shape: other } };
  };
  const { stride, dilation } = shape;
  const [top, bottom, left, right] = paddingOf(shape);
  const padding: Padding = [top, bottom, left, right];
  if (stride[0] !== stride[1]) {
    yield* like('with the strides of rows and columns exchanged', { padding, stride: [stride[1], stride[0]] });
  }
  if (dilation[0] !== dilation[1]) {
    yield* like('with the dilations of rows and columns exchanged', { padding, dilation: [dilation[1], dilation[0]] });
  }
  if (dilation[0] > 1 || dilation[1] > 1) {
    yield* like('with dilation 1', { padding: shape.padding === 'same' ? 'same' : padding, dilation: [1, 1] });
  }
  if (top !== bottom || left !== right) {
    const exchanged: Padding = [bottom, top, right, left];
    yield* like('with the padding of top and bottom, left and right exchanged', { padding: exchanged });
  }
}
