import { outputRows, outputShape, outputSlices, positionOf } from '../conv/output-shape.ts';
import type { ConvShape, Operation } from '../conv/shape.ts';
import { formatCount } from './numbers.ts';

interface Axes {
  readonly names: readonly string[];
  readonly sizes: readonly number[];
  readonly positionOf: (output: number) => readonly number[];
}

/** The axes of an output; a volume has slices between image and row. */
function axesOf(shape: ConvShape, operation: Operation): Axes {
  const sizes = outputShape(shape, operation);
  if (shape.depth === undefined)
    return { names: ['image', 'row', 'column', 'channel'], sizes, positionOf: (output) => positionOf(sizes, output) };
  const [images, , columns, channels] = sizes;
  return {
    names: ['image', 'slice', 'row', 'column', 'channel'],
    sizes: [images, outputSlices(shape), outputRows(shape), columns, channels],
    positionOf: (output) => {
      const [image, row, ...place] = positionOf(sizes, output);
      return [image, Math.floor(row / outputRows(shape)), row % outputRows(shape), ...place];
    },
  };
}

/** More places than this are not listed. */
const mostListed = 4;

/** One output by its place, as in "row 2, column 0, channel 5". Axes of size 1 are left out. */
export function outputPlace(shape: ConvShape, operation: Operation, output: number): string {
  const axes = axesOf(shape, operation);
  return placeWords(axes, axes.positionOf(output));
}

/**
 * Some of the outputs of a shape by channel, slice, row and column: "column 2" for all outputs of that column,
 * "rows 0 to 3, channel 1" for the outputs at both; where they are no such block, the first places.
 */
export function outputPlaces(shape: ConvShape, operation: Operation, outputs: readonly number[]): string {
  const axes = axesOf(shape, operation);
  const { names, sizes } = axes;
  const sets = names.map(() => new Set<number>());
  for (const output of outputs) {
    for (const [axis, value] of axes.positionOf(output).entries()) sets[axis]!.add(value);
  }
  const block = sets.reduce((product, { size }) => product * size, 1);
  if (block === outputs.length) {
    const parts = names.flatMap((axis, index) =>
      sets[index]!.size === sizes[index]
        ? []
        : [`${axis}${sets[index]!.size > 1 ? 's' : ''} ${valueWords(sets[index]!)}`],
    );
    return parts.join(', ');
  }
  const listed = outputs.slice(0, mostListed).map((output) => placeWords(axes, axes.positionOf(output)));
  const rest = outputs.length - listed.length;
  return `${listed.join('; ')}${rest > 0 ? `; and ${formatCount(rest)} more` : ''}`;
}

function placeWords({ names, sizes }: Axes, position: readonly number[]): string {
  return names.flatMap((axis, index) => (sizes[index] === 1 ? [] : [`${axis} ${position[index]}`])).join(', ');
}

/** "0 to 3" for a run, else the first numbers. */
function valueWords(values: ReadonlySet<number>): string {
  const sorted = [...values].sort((a, b) => a - b);
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  if (sorted.length > 2 && last - first + 1 === sorted.length) return `${first} to ${last}`;
  const shown = sorted.slice(0, 2 * mostListed).join(', ');
  return sorted.length > 2 * mostListed ? `${shown}, …` : shown;
}
