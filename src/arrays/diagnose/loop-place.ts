import type { Geometry, LoopAxis } from '../question.ts';
import type { OutputPlace } from '../terms-of.ts';

/** How far from the first number of the file a step of a loop is. */
export function offsetOf(axis: LoopAxis, step: number): number {
  let [rest, offset] = [step, 0];
  for (let at = axis.length - 1; at >= 0; at--) {
    const { size, stride } = axis[at]!;
    offset += (rest % size) * stride;
    rest = Math.floor(rest / size);
  }
  return offset;
}

/** The sizes of the loops over outputs. */
export function loopSizes({ parts, batch, outputRows, outputColumns, outputChannels }: Geometry): OutputPlace {
  return { part: parts, batch, row: outputRows, column: outputColumns, channel: outputChannels };
}
