import {
  bug,
  type Geometry,
  loops,
  type Mutant,
  mutantEngine,
  pixelIndex,
  type Spot,
  type Sum,
  sequentialSum,
  tapIndex,
  type Ways,
} from './mutant.ts';

/** Some taps are left out. */
const without = (dropped: (spot: Spot, geometry: Geometry) => boolean): Ways => ({
  tap: (geometry, spot) => (dropped(spot, geometry) ? -1 : tapIndex(geometry, spot)),
});

interface Place extends Pick<Geometry, 'rows' | 'columns' | 'shape'> {
  /** Number of the output pixel within the case, batch entries included, and how many there are. */
  readonly pixel: number;
  readonly pixels: number;
  readonly entry: number;
  readonly row: number;
  readonly column: number;
  readonly channel: number;
}

/** Outputs that are never written: they stay 0. */
const unwritten = (isUnwritten: (place: Place) => boolean): Ways => ({
  after: (outputs, { shape, rows, columns }) => {
    const { channelsOut } = shape;
    const pixels = shape.batch * rows * columns;
    for (let i = 0; i < outputs.length; i++) {
      const pixel = Math.floor(i / channelsOut) % pixels;
      const [row, column] = [Math.floor(pixel / columns) % rows, pixel % columns];
      const entry = Math.floor(pixel / (rows * columns));
      const place = { shape, rows, columns, pixel, pixels, entry, row, column, channel: i % channelsOut };
      if (isUnwritten(place)) outputs[i] = 0;
    }
  },
});

/** The right edge keeps what the column before left in the registers, if the last vector is not full. */
const staleEdge = (from: number, lanes: number): Ways => ({
  after: (outputs, { shape: { channelsOut }, columns }) => {
    if (columns <= from || columns % lanes === 0) return;
    for (let i = 0; i < outputs.length; i++) {
      if (Math.floor(i / channelsOut) % columns === columns - 1) outputs[i] = outputs[i - channelsOut]!;
    }
  },
});

const isLastTap = ({ kernelRow, kernelColumn, depth }: Spot, { shape }: Geometry): boolean =>
  kernelRow === shape.kernelHeight - 1 && kernelColumn === shape.kernelWidth - 1 && depth === shape.channelsIn - 1;

/** The last block of 256 terms alone: the accumulator is set to 0 at the start of every block. */
const restarting: Sum = (left, right, from, n) => {
  const done = Math.floor((n - 1) / 256) * 256;
  return sequentialSum(left, right, from + done, n - done);
};
/** Full blocks of 512 terms, without the rest. */
const withoutRest: Sum = (left, right, from, n) =>
  sequentialSum(left, right, from, n > 512 ? Math.floor(n / 512) * 512 : n);

/** The convolution of another shape with the same numbers. */
const asIf = (other: (geometry: Geometry) => Partial<Geometry['shape']>): Ways => ({
  pixel: (geometry, spot) => pixelIndex({ ...geometry, shape: { ...geometry.shape, ...other(geometry) } }, spot),
});

const crash = 'signal SIGSEGV';
const threeWideOnTwelve = loops({});

/**
 * Right on small shapes, wrong beyond a vector, an unrolled loop, a tile, a block or a thread: bugs of fast kernels.
 * Each shows only at some sizes.
 */
export const sizeMutants: readonly Mutant[] = [
  bug(
    'stale-edge-beyond-16-columns',
    'leaves the last column stale if there are more than 16 and the last vector of 8 is not full',
    staleEdge(16, 8),
    { terms: 0 },
  ),
  bug(
    'stale-edge-beyond-32-columns',
    'leaves the last column stale if there are more than 32 and the last block of 32 is not full',
    staleEdge(32, 32),
    { terms: 0 },
  ),
  bug(
    'tail-lanes-without-last-tap',
    'leaves out the last tap of a row in the columns after the last full vector of eight',
    without(({ column, kernelColumn }, { columns, shape }) => {
      const tail = columns > 8 && column >= columns - (columns % 8);
      return tail && shape.kernelWidth > 1 && kernelColumn === shape.kernelWidth - 1;
    }),
  ),
  bug(
    'last-tap-lost-from-8-channels',
    'leaves out the last tap from 8 input channels on',
    without((spot, geometry) => geometry.shape.channelsIn >= 8 && isLastTap(spot, geometry)),
  ),
  bug(
    'last-tap-lost-from-16-channels',
    'leaves out the last tap from 16 input channels on',
    without((spot, geometry) => geometry.shape.channelsIn >= 16 && isLastTap(spot, geometry)),
  ),
  bug(
    'channels-out-beyond-64',
    'computes output channels beyond 64 with the taps of the first ones',
    { tap: (geometry, spot) => tapIndex(geometry, { ...spot, channel: spot.channel % 64 }) },
    { terms: 0 },
  ),
  bug(
    'rows-beyond-tile-of-32',
    'does not write the rows after the last full tile of 32, if there is one',
    unwritten(({ row, rows }) => rows > 32 && row >= rows - (rows % 32)),
  ),
  bug('accumulator-restarts-at-256', 'sets the accumulator to 0 after each 256 terms', { sum: restarting }),
  bug('split-of-512-without-rest', 'adds full parts of 512 terms, and forgets the rest', { sum: withoutRest }),
  {
    ...{ name: 'crash-at-3-wide-kernels', claim: 'dot-any-order', terms: 0, crashes: true },
    does: 'reads beyond its memory, and crashes, at kernels three wide on images twelve or more wide',
    subject: mutantEngine('crash-at-3-wide-kernels', threeWideOnTwelve, {
      fails: ({ kernelWidth, width }) => (kernelWidth === 3 && width >= 12 ? crash : undefined),
    }),
  },
  bug(
    'five-filters-in-batches-of-3',
    'gives every entry of a batch of three or more the fifth channel of the first one, if there are five filters',
    {
      pixel: (geometry, spot) => {
        const { batch, channelsOut } = geometry.shape;
        const wrong = batch >= 3 && channelsOut === 5 && spot.channel === 4;
        return pixelIndex(geometry, wrong ? { ...spot, entry: 0 } : spot);
      },
    },
    { terms: 0 },
  ),
  bug(
    'last-chunk-of-a-thread',
    'divides 64 or more pixels among four threads, and does not compute the rest of the division',
    unwritten(({ pixel, pixels }) => pixels >= 64 && pixel >= pixels - (pixels % 4)),
  ),
  bug(
    'pointwise-ignores-stride',
    'has a fast path for 1×1 kernels, which ignores the strides',
    asIf(({ shape }) => (shape.kernelHeight * shape.kernelWidth === 1 ? { stride: [1, 1] } : {})),
    { terms: 0 },
  ),
  bug(
    'depthwise-multiplier',
    'takes twice as many channels out as in for a depthwise convolution with multiplier 2',
    without(({ depth, channel }, { shape: { channelsIn, channelsOut } }) => {
      const isMultiple = channelsIn > 1 && channelsOut === 2 * channelsIn;
      return isMultiple && depth !== channel >> 1;
    }),
  ),
  bug(
    'dilation-from-3',
    'takes dilations of three and more for two',
    asIf(({ shape: { dilation } }) => ({ dilation: [Math.min(2, dilation[0]), Math.min(2, dilation[1])] })),
    { terms: 0 },
  ),
  bug(
    'kernel-higher-than-image',
    'leaves out the rows of the kernel beyond the height of the image',
    without(({ kernelRow }, { shape }) => kernelRow >= shape.height),
  ),
  bug(
    'batch-beyond-4',
    'computes batches four entries at a time, and gives the rest of them the images of the first ones',
    { pixel: (geometry, spot) => pixelIndex(geometry, { ...spot, entry: spot.entry % 4 }) },
    { terms: 0 },
  ),
  bug(
    'column-kernel-of-three',
    'has a fast path for kernels of one column, which has three rows',
    without(({ kernelRow }, { shape }) => shape.kernelWidth === 1 && shape.kernelHeight > 3 && kernelRow >= 3),
  ),
];
