import type { Dimension, Geometry, LoopAxis, Question } from '../question.ts';

/** The step of each loop at which an output is computed. */
export interface LoopPlace {
  readonly part: number;
  readonly batch: number;
  readonly row: number;
  readonly column: number;
  readonly channel: number;
}

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

/** From an index of the answer to the loops, and back. */
export interface OutputPlaces {
  readonly placeOf: (index: number) => LoopPlace;
  readonly indexOf: (place: LoopPlace) => number;
}

interface Digit extends Dimension {
  /** 0…4: part, batch, row, column, channel. */
  readonly loop: number;
  /** What one step of this dimension is worth in its loop. */
  readonly worth: number;
}

/** Every dimension of the answer belongs to one loop, so the digits of an index, largest stride first, are the steps. */
export function outputPlaces({ outputAxes }: Pick<Question, 'outputAxes'>): OutputPlaces {
  const digits: Digit[] = outputAxes.flatMap((axis, loop) =>
    axis
      .map((dimension, at) => ({
        ...dimension,
        loop,
        worth: axis.slice(at + 1).reduce((product, { size }) => product * size, 1),
      }))
      .filter(({ size }) => size > 1),
  );
  digits.sort((a, b) => b.stride - a.stride);
  return {
    placeOf: (index) => {
      const steps = [0, 0, 0, 0, 0];
      let rest = index;
      for (const { stride, loop, worth } of digits) {
        const digit = Math.floor(rest / stride);
        rest -= digit * stride;
        steps[loop]! += digit * worth;
      }
      const [part, batch, row, column, channel] = steps as [number, number, number, number, number];
      return { part, batch, row, column, channel };
    },
    indexOf: ({ part, batch, row, column, channel }) =>
      [part, batch, row, column, channel].reduce((sum, step, loop) => sum + offsetOf(outputAxes[loop]!, step), 0),
  };
}

/** The sizes of the loops over outputs. */
export function loopSizes({ parts, batch, outputRows, outputColumns, outputChannels }: Geometry): LoopPlace {
  return { part: parts, batch, row: outputRows, column: outputColumns, channel: outputChannels };
}
