import { UsageError } from '../errors/usage-error.ts';
import type { ArrayFile } from '../files/array-file.ts';
import { fileText, simplified, stridesOf } from './axes.ts';
import { checkNotEmpty, matrixGeometry } from './product-question.ts';
import type { Dimension, Question } from './question.ts';
import type { SumRequest } from './request.ts';

/** Rows have a table in memory. More of them than this are a batch, which has none. */
const mostRows = 2 ** 22;

/** The sum or the mean along some axes, by default all. The answer has the axes that are left, or 1 in their place. */
export function sumQuestion({ array, axes, mean }: SumRequest): Question {
  checkNotEmpty(array);
  const { sizes } = array;
  const summed = summedAxes(array, axes);
  const strides = stridesOf(sizes);
  const dimensions = sizes.map((size, axis): Dimension => ({ size, stride: strides[axis]! }));
  const inner = simplified(dimensions.filter((_, axis) => summed.includes(axis)));
  const outer = simplified(dimensions.filter((_, axis) => !summed.includes(axis)));
  const outputSizes = sizes.filter((_, axis) => !summed.includes(axis));
  const rows = outputSizes.reduce((product, size) => product * size, 1);
  const kept = simplified([{ size: rows, stride: 1 }]);
  const geometry = matrixGeometry(1, rows > mostRows ? 1 : rows, array.length / rows, 1);
  const asBatch = rows > mostRows;
  return {
    operation: { kind: 'sum', axes: summed, mean: mean ?? false },
    geometry: asBatch ? { ...geometry, batch: rows } : geometry,
    left: { file: array, axes: asBatch ? [[], outer, [], [], inner] : [[], [], outer, [], inner] },
    divisor: mean === true ? array.length / rows : 1,
    outputSizes,
    outputAxes: asBatch ? [[], kept, [], [], []] : [[], [], kept, [], []],
  };
}

function summedAxes(file: ArrayFile, axes: readonly number[] | undefined): readonly number[] {
  const { sizes } = file;
  const count = sizes.length;
  if (axes === undefined) return sizes.map((_, axis) => axis);
  const found = axes.map((axis) => {
    if (Number.isInteger(axis) && axis >= -count && axis < count) return axis < 0 ? axis + count : axis;
    throw new UsageError(`--axis ${axis}: ${fileText(file)} has the axes 0 to ${count - 1}, or −${count} to −1`);
  });
  const twice = found.find((axis, place) => found.indexOf(axis) !== place);
  if (twice !== undefined) throw new UsageError(`--axis: axis ${twice} of ${fileText(file)} is named twice`);
  return found.toSorted((a, b) => a - b);
}
