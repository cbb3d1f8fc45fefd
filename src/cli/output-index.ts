import { sizesText } from '../arrays/axes.ts';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';

/** Which output: a number in C order, or an index for each axis. */
export type OutputIndex = number | readonly number[];

/** `13`, or `1,3,1,0`. Throws a UsageError, as all functions here. */
export function parseOutputIndex(text: string): OutputIndex {
  const indices = text.split(',').map((word) => (/^\d{1,15}$/.test(word.trim()) ? Number(word) : Number.NaN));
  if (!indices.some(Number.isNaN)) return indices.length === 1 ? indices[0]! : indices;
  throw new UsageError(`--output ${shown(text)}: not a whole number from 0 on, or one for each axis, as in 0,3,1,2`);
}

/** In C order. Axes of size 1 may be left out. */
export function outputNumber(output: OutputIndex, sizes: readonly number[]): number {
  if (typeof output === 'number') return output;
  const axes = [sizes, sizes.filter((size) => size !== 1)].find(({ length }) => length === output.length);
  if (axes === undefined || output.some((index, axis) => index >= axes[axis]!))
    throw new UsageError(`--output ${output.join(',')}: the answer has the sizes ${sizesText(sizes)}`);
  return output.reduce((number, index, axis) => number * axes[axis]! + index, 0);
}
