import type { ConvShape } from '../conv/shape.ts';
import type { WindowShape } from '../sums/algorithm.ts';

/** How the terms of a window lie: some schemes walk over them by columns. */
export function windowShape(shape: ConvShape): WindowShape {
  return { rows: shape.kernelHeight, columns: shape.kernelWidth, channels: shape.channelsIn };
}
