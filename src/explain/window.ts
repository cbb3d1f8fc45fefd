import { type ConvShape, kernelRows } from '../conv/shape.ts';
import type { WindowShape } from '../sums/algorithm.ts';

/** How the terms of a window lie: some schemes walk over them by columns. */
export function windowShape(shape: ConvShape): WindowShape {
  return { rows: kernelRows(shape), columns: shape.kernelWidth, channels: shape.channelsIn };
}
