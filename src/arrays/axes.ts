import { shown } from '../errors/shown.ts';
import type { ArrayFile } from '../files/array-file.ts';
import type { Dimension, LoopAxis } from './question.ts';

/** The distance in C order between neighbours along each axis. */
export function stridesOf(sizes: readonly number[]): readonly number[] {
  const strides: number[] = [];
  let stride = 1;
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= sizes[axis]!;
  }
  return strides;
}

export const sizeOfAxis = (axis: LoopAxis): number => axis.reduce((product, { size }) => product * size, 1);

/** The same loop over the file with as few dimensions as possible: none of size 1, and neighbours joined. */
export function simplified(axis: readonly Dimension[]): LoopAxis {
  const joined: Dimension[] = [];
  for (const { size, stride } of axis) {
    if (size === 1) continue;
    const last = joined[joined.length - 1];
    if (last !== undefined && last.stride === size * stride)
      joined[joined.length - 1] = { size: last.size * size, stride };
    else joined.push({ size, stride });
  }
  return joined;
}

/** How far from the first number of the file a step of an axis is. */
export function offsetOf(axis: LoopAxis, step: number): number {
  let [rest, offset] = [step, 0];
  for (let at = axis.length - 1; at >= 0; at--) {
    const { size, stride } = axis[at]!;
    offset += (rest % size) * stride;
    rest = Math.floor(rest / size);
  }
  return offset;
}

/** The offsets of the steps from `from` (inclusive) to `to` (exclusive). */
export function offsetsOf(axis: LoopAxis, from: number, to: number): Float64Array {
  const offsets = new Float64Array(to - from);
  for (let place = 0; place < offsets.length; place++) offsets[place] = offsetOf(axis, from + place);
  return offsets;
}

export const sizesText = (sizes: readonly number[]): string =>
  sizes.length === 0 ? 'a single number' : sizes.join('×');

/** How a message calls an array: `x.npy (5×5)`. */
export const fileText = ({ path, sizes }: Pick<ArrayFile, 'path' | 'sizes'>): string =>
  `${shown(path)} (${sizesText(sizes)})`;
