import { outputSize } from '../../conv/output-shape.ts';
import { beyondImage, bug, type Mutant, pixelAt, pixelIndex, type Spot, tapIndex, type Ways } from './mutant.ts';

/** A wrong tap: that of another spot. */
const tapOf = (move: (spot: Spot, shape: Parameters<typeof pixelAt>[0]) => Partial<Spot>): Ways => ({
  tap: (geometry, spot) => tapIndex(geometry, { ...spot, ...move(spot, geometry.shape) }),
});
/** Some taps are left out. */
const without = (dropped: (spot: Spot, shape: Parameters<typeof pixelAt>[0]) => boolean): Ways => ({
  tap: (geometry, spot) => (dropped(spot, geometry.shape) ? -1 : tapIndex(geometry, spot)),
});

/** Right products in the wrong place, or too few or too many of them. The errors are gross. */
export const indexBugs: readonly Mutant[] = [
  bug(
    'kernel-flipped',
    'turns the kernel by half a turn, as the mathematical convolution does',
    tapOf((spot, { kernelHeight, kernelWidth }) => ({
      kernelRow: kernelHeight - 1 - spot.kernelRow,
      kernelColumn: kernelWidth - 1 - spot.kernelColumn,
    })),
    { terms: 0 },
  ),
  bug(
    'kernel-axes-swapped',
    'takes the kernel to lie column by column',
    {
      tap: ({ shape }, { kernelRow, kernelColumn, depth, channel }) =>
        ((kernelColumn * shape.kernelHeight + kernelRow) * shape.channelsIn + depth) * shape.channelsOut + channel,
    },
    { terms: 0 },
  ),
  bug(
    'padding-on-the-other-side',
    'puts the odd row and column of zeros first, where `same` has them last',
    {
      pixel: ({ shape, padding, ...geometry }, spot) => {
        const [top, bottom, left, right] = padding;
        const other = shape.padding === 'same' ? ([bottom, top, right, left] as const) : padding;
        return pixelIndex({ shape, padding: other, ...geometry }, spot);
      },
    },
    { terms: 0 },
  ),
  bug(
    'last-tap-dropped',
    'ends one tap too early',
    without(
      ({ kernelRow, kernelColumn, depth }, { kernelHeight, kernelWidth, channelsIn }) =>
        kernelRow + kernelColumn > 0 &&
        kernelRow === kernelHeight - 1 &&
        kernelColumn === kernelWidth - 1 &&
        depth === channelsIn - 1,
    ),
  ),
  bug(
    'last-channel-dropped',
    'forgets the last input channel unless their number is a multiple of four',
    without(({ depth }, { channelsIn }) => channelsIn > 4 && channelsIn % 4 !== 0 && depth === channelsIn - 1),
  ),
  bug(
    'stale-right-edge',
    'starts from the accumulator of the column before, at the right edge, unless the width is a multiple of eight',
    {
      after: (outputs, { shape: { channelsOut }, columns }) => {
        if (columns % 8 === 0 || columns === 1) return;
        for (let i = 0; i < outputs.length; i++) {
          const column = Math.floor(i / channelsOut) % columns;
          if (column === columns - 1) outputs[i] = Math.fround(outputs[i]! + outputs[i - channelsOut]!);
        }
      },
    },
    { terms: 0 },
  ),
  bug(
    'row-past-the-end',
    'reads the first row below the image, where zeros are asked for: there lies another number, a tiny one',
    {
      pixel: (geometry, spot) => {
        const { shape, padding } = geometry;
        const row = spot.row * shape.stride[0] + spot.kernelRow * shape.dilation[0] - padding[0];
        const column = spot.column * shape.stride[1] + spot.kernelColumn * shape.dilation[1] - padding[2];
        const below = row === shape.height && column >= 0 && column < shape.width;
        return below ? beyondImage : pixelIndex(geometry, spot);
      },
    },
    { terms: 0 },
  ),
  bug(
    'dilation-ignored-on-columns',
    'takes neighbouring columns whatever the dilation',
    {
      pixel: ({ shape, ...geometry }, spot) =>
        pixelIndex({ ...geometry, shape: { ...shape, dilation: [shape.dilation[0], 1] } }, spot),
    },
    { terms: 0 },
  ),
  bug(
    'strides-swapped',
    'steps over rows as over columns and the other way round',
    {
      pixel: ({ shape, ...geometry }, spot) =>
        pixelIndex({ ...geometry, shape: { ...shape, stride: [shape.stride[1], shape.stride[0]] } }, spot),
    },
    { terms: 0 },
  ),
  bug(
    'channel-out-off-by-one',
    'computes every output channel with the taps of the next one',
    tapOf((spot, { channelsOut }) => ({ channel: (spot.channel + 1) % channelsOut })),
    { terms: 0 },
  ),
  bug(
    'channels-first',
    'takes the image to lie channel by channel',
    {
      pixel: ({ shape, padding }, spot) => {
        const { stride, dilation, height, width, channelsIn } = shape;
        const row = spot.row * stride[0] + spot.kernelRow * dilation[0] - padding[0];
        const column = spot.column * stride[1] + spot.kernelColumn * dilation[1] - padding[2];
        if (pixelAt(shape, spot, row, column) < 0) return -1;
        return ((spot.entry * channelsIn + spot.depth) * height + row) * width + column;
      },
    },
    { terms: 0 },
  ),
  bug(
    'tap-lost-under-large-strides',
    'leaves out the second tap of a row where it steps over more than two rows',
    without(({ kernelColumn }, { stride }) => kernelColumn === 1 && stride[0] > 2),
  ),
  bug(
    'batch-entries-swapped',
    'gives the first two images of a batch the result of each other',
    {
      after: (outputs, { shape }, count) => {
        if (shape.batch < 2) return;
        const size = outputSize(shape);
        for (let i = 0; i < count; i++) swapFirst(outputs.subarray(i * size, (i + 1) * size), size / shape.batch);
      },
    },
    { terms: 0 },
  ),
  {
    ...bug(
      'cases-swapped',
      'gives the first two of several cases in one call the result of each other',
      { after: (outputs, { shape }, count) => void (count > 1 && swapFirst(outputs, outputSize(shape))) },
      { terms: 0 },
    ),
    onlyInBatch: true,
  },
];

function swapFirst(outputs: Float32Array, size: number): void {
  const first = outputs.slice(0, size);
  outputs.copyWithin(0, size, 2 * size);
  outputs.set(first, size);
}
