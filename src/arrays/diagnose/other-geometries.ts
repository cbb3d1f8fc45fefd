import { type ConvolutionAxis, type PixelTable, pixelTable } from '../pixel-table.ts';
import type { ArrayOperation, Geometry, Question } from '../question.ts';
import { filledTable, reversedTaps, withoutTap } from './changed-tables.ts';
import type { OtherQuestion } from './other-question.ts';
import { type Change, volumeChanges } from './other-volumes.ts';
import { spread } from './sample.ts';

type Convolution = Extract<ArrayOperation, { kind: 'conv' }>;
type Tables = Pick<Geometry, 'rowOf' | 'columnOf'>;
interface Axes {
  readonly row: ConvolutionAxis;
  readonly column: ConvolutionAxis;
}

/** Convolutions that meet other pixels: flipped, shifted, padded, strided or dilated in another way. */
export function* otherGeometries(question: Question): Generator<OtherQuestion> {
  const { operation, geometry } = question;
  if (operation.kind !== 'conv') return;
  const seen = [tablesOf(geometry)];
  for (const { id, words, tables } of changes(operation, geometry)) {
    if (seen.some((one) => sameTables(one, tables))) continue;
    seen.push(tables);
    yield { id, words, question: { ...question, geometry: { ...geometry, ...tables } } };
  }
}

function* changes(operation: Convolution, geometry: Geometry): Generator<Change> {
  if (operation.depth !== undefined) {
    yield* volumeChanges(operation, operation.depth, geometry);
    return;
  }
  const axes = axesOf(operation, geometry);
  yield* flips(geometry);
  yield* paddings(operation, axes);
  yield* steps(operation, axes);
  yield* fills(operation, axes);
  yield* lost(geometry);
}

const tablesOf = ({ rowOf, columnOf }: Geometry): Tables => ({ rowOf, columnOf });
const sameTables = (a: Tables, b: Tables): boolean => same(a.rowOf, b.rowOf) && same(a.columnOf, b.columnOf);
/** Large tables, which are computed, differ at an end or often: a sample tells them apart. */
function same(a: PixelTable, b: PixelTable): boolean {
  if (a.length !== b.length) return false;
  if (a instanceof Int32Array) return a.every((place, i) => place === b.at(i));
  const ends = Array.from({ length: mostCompared / 4 }, (_, place) => [place, a.length - 1 - place]);
  return [...ends.flat(), ...spread(a.length, mostCompared / 2)].every((place) => a.at(place) === b.at(place));
}

const mostCompared = 2 ** 10;

function axesOf({ stride, dilation, padding, transposed }: Convolution, geometry: Geometry): Axes {
  const { rows, columns, kernelRows, kernelColumns, outputRows, outputColumns } = geometry;
  return {
    row: {
      ...{ pixels: rows, outputs: outputRows, kernel: kernelRows, transposed },
      ...{ stride: stride[0], dilation: dilation[0], before: padding[0] },
    },
    column: {
      ...{ pixels: columns, outputs: outputColumns, kernel: kernelColumns, transposed },
      ...{ stride: stride[1], dilation: dilation[1], before: padding[2] },
    },
  };
}

const tables = ({ row, column }: Axes): Tables => ({ rowOf: pixelTable(row), columnOf: pixelTable(column) });

function* flips({ rowOf, columnOf, kernelRows, kernelColumns }: Geometry): Generator<Change> {
  const [rows, columns] = [reversedTaps(rowOf, kernelRows), reversedTaps(columnOf, kernelColumns)];
  yield { id: 'flipped-kernel', words: 'the kernel is flipped', tables: { rowOf: rows, columnOf: columns } };
  yield { id: 'flipped-kernel-rows', words: 'the rows of the kernel are flipped', tables: { rowOf: rows, columnOf } };
  const words = 'the columns of the kernel are flipped';
  yield { id: 'flipped-kernel-columns', words, tables: { rowOf, columnOf: columns } };
}

/** The size from the first pixel that a window meets to the last. */
const reach = ({ kernel, dilation }: ConvolutionAxis): number => (kernel - 1) * dilation;

function* paddings({ padding, transposed }: Convolution, axes: Axes): Generator<Change> {
  const [top, bottom, left, right] = padding;
  const padded = (id: string, words: string, row: number, column: number): Change => ({
    ...{ id, words },
    tables: tables({ row: { ...axes.row, before: row }, column: { ...axes.column, before: column } }),
  });
  yield padded('padding-other-side', 'the padding is on the other side', bottom, right);
  if (!transposed) {
    const total = (axis: ConvolutionAxis): number =>
      Math.max((axis.outputs - 1) * axis.stride + reach(axis) + 1 - axis.pixels, 0);
    const [row, column] = [Math.floor(total(axes.row) / 2), Math.floor(total(axes.column) / 2)];
    const sides = `${row} above, ${column} left`;
    yield padded('padding-tensorflow', `it is padded as TensorFlow pads "same" (${sides})`, row, column);
    const [half, halfColumn] = [Math.floor(reach(axes.row) / 2), Math.floor(reach(axes.column) / 2)];
    const equal = `${half} above, ${halfColumn} left`;
    yield padded('padding-symmetric', `it is padded alike on both sides, as PyTorch does (${equal})`, half, halfColumn);
  }
  yield padded('padding-missing', 'there is no padding above and left', 0, 0);
  yield padded('padding-exchanged', 'padding of rows and columns is exchanged', left, top);
  for (const size of [1, ...more(axes)]) {
    for (const [down, across] of directions) {
      const where = [size === 1 ? 'by one' : `by ${size}`, down === 0 ? '' : down > 0 ? 'down' : 'up'];
      const words = `the image is shifted ${[...where, across === 0 ? '' : across > 0 ? 'right' : 'left']
        .filter((word) => word !== '')
        .join(' ')}`;
      yield padded('shifted-image', words, top + size * down, left + size * across);
    }
  }
}

const directions = [
  ...([[1, 1], [-1, -1], [1, 0], [-1, 0], [0, 1], [0, -1], [1, -1], [-1, 1]] as const), // biome-ignore format: pairs
];

/** Shifts by a stride or a dilation. */
const more = ({ row, column }: Axes): readonly number[] =>
  [...new Set([row.stride, column.stride, row.dilation, column.dilation])].filter((size) => size > 1);

function* steps({ transposed }: Convolution, axes: Axes): Generator<Change> {
  const { row, column } = axes;
  const changed = (id: string, words: string, rowChange: object, columnChange: object): Change => ({
    ...{ id, words },
    tables: tables({ row: { ...row, ...rowChange }, column: { ...column, ...columnChange } }),
  });
  const exchanged = 'of rows and columns are exchanged';
  const [strides, dilations] = [
    [{ stride: column.stride }, { stride: row.stride }],
    [{ dilation: column.dilation }, { dilation: row.dilation }],
  ] as const;
  yield changed('stride-exchanged', `the strides ${exchanged}`, ...strides);
  yield changed('dilation-exchanged', `the dilations ${exchanged}`, ...dilations);
  yield changed('stride-ignored', 'the stride is ignored', { stride: 1 }, { stride: 1 });
  const [one, none] = [{ dilation: 1 }, (axis: ConvolutionAxis) => ({ dilation: 1, before: fitted(axis, 1) })];
  yield changed('dilation-ignored', 'the dilation is ignored', one, one);
  yield changed('dilation-ignored', 'the dilation is ignored, padding included', none(row), none(column));
  const of = (axis: ConvolutionAxis): object => ({ stride: axis.dilation, dilation: axis.stride });
  yield changed('stride-dilation-exchanged', 'stride and dilation are exchanged', of(row), of(column));
  const other = { transposed: !transposed };
  const words = transposed ? 'it is a plain convolution, not a transposed one' : 'it is a transposed convolution';
  yield changed('transposed-exchanged', words, other, other);
  const opposite = (axis: ConvolutionAxis): object => ({ ...other, before: reach(axis) - axis.before });
  yield changed('transposed-exchanged', `${words}, padded to the same size`, opposite(row), opposite(column));
}

/** The padding before that `same` needs with another dilation. */
const fitted = ({ outputs, pixels, kernel, stride }: ConvolutionAxis, dilation: number): number =>
  Math.floor(Math.max((outputs - 1) * stride + (kernel - 1) * dilation + 1 - pixels, 0) / 2);

function* fills({ transposed }: Convolution, { row, column }: Axes): Generator<Change> {
  if (transposed) return;
  const names = {
    edge: 'the nearest pixel',
    reflect: 'reflected pixels',
    wrap: 'pixels of the opposite edge',
  } as const;
  for (const fill of ['edge', 'reflect', 'wrap'] as const) {
    const words = `the padding repeats ${names[fill]} instead of zeros`;
    yield {
      id: `padding-${fill}`,
      words,
      tables: { rowOf: filledTable(row, fill), columnOf: filledTable(column, fill) },
    };
  }
}

function* lost({ rowOf, columnOf, kernelRows, kernelColumns }: Geometry): Generator<Change> {
  for (const row of kernelRows > 1 ? Array.from({ length: kernelRows }, (_, r) => r) : []) {
    const words = `row ${row} of 0…${kernelRows - 1} of the kernel is missing`;
    yield { id: 'missing-kernel-row', words, tables: { rowOf: withoutTap(rowOf, kernelRows, row), columnOf } };
  }
  for (const column of kernelColumns > 1 ? Array.from({ length: kernelColumns }, (_, q) => q) : []) {
    const words = `column ${column} of 0…${kernelColumns - 1} of the kernel is missing`;
    const without = withoutTap(columnOf, kernelColumns, column);
    yield { id: 'missing-kernel-column', words, tables: { rowOf, columnOf: without } };
  }
}
