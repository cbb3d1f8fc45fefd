import type { ConvShape } from '../conv/shape.ts';
import type { WindowShape } from '../sums/algorithm.ts';

/** How the terms of a window lie: some schemes walk over them by columns. */
export function windowShape(shape: ConvShape): WindowShape {
  return { rows: shape.kernelHeight, columns: shape.kernelWidth, channels: shape.channelsIn };
}

/** The place [image, row, column, channel] of output `index` in an NHWC output of this shape. */
export function positionOf(
  [, rows, columns, channels]: readonly [number, number, number, number],
  index: number,
): readonly [number, number, number, number] {
  const place = Math.floor(index / channels);
  const row = Math.floor(place / columns);
  return [Math.floor(row / rows), row % rows, place % columns, index % channels];
}
