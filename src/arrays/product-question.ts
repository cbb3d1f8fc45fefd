import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ArrayFile } from '../files/array-file.ts';
import { fileText, simplified, sizesText, stridesOf } from './axes.ts';
import { tableOf } from './pixel-table.ts';
import type { Dimension, Geometry, LoopAxis, Question } from './question.ts';
import type { ProductRequest } from './request.ts';

/**
 * The product of two arrays as numpy.matmul has it: rows × columns in the last two axes, the axes before them
 * broadcast; a vector on the left is one row, a vector on the right one column, and the answer lacks that axis.
 */
export function matmulQuestion({ left, right }: ProductRequest): Question {
  for (const file of [left, right]) {
    if (file.sizes.length === 0)
      throw new UsageError(`${shown(file.path)}: is a single number; matmul takes vectors and matrices`);
    checkNotEmpty(file);
  }
  const [rows, depth] = lastTwo(left, 'row');
  const [rightDepth, columns] = lastTwo(right, 'column');
  if (depth.size !== rightDepth.size) {
    throw new UsageError(
      `${fileText(left)} has ${depth.size} columns, but ${fileText(right)} has ` +
        `${rightDepth.size} rows; matmul needs as many`,
    );
  }
  const [leftBatch, rightBatch] = [batchOf(left), batchOf(right)];
  const batch = broadcast(left, right, leftBatch, rightBatch);
  const outputSizes = [
    ...batch,
    ...(left.sizes.length === 1 ? [] : [rows.size]),
    ...(right.sizes.length === 1 ? [] : [columns.size]),
  ];
  const strides = stridesOf(outputSizes);
  const batchAxis = batch.map((size, axis) => ({ size, stride: strides[axis]! }));
  const after = (place: number): number => strides[batch.length + place] ?? 0;
  return {
    operation: { kind: 'matmul' },
    geometry: matrixGeometry(product(batch), rows.size, depth.size, columns.size),
    left: { file: left, axes: [repeated(leftBatch, batch), [], simplified([rows]), [], simplified([depth])] },
    right: {
      file: right,
      axes: [repeated(rightBatch, batch), [], [], simplified([rightDepth]), simplified([columns])],
    },
    divisor: 1,
    outputSizes,
    outputAxes: [
      simplified(batchAxis),
      [],
      simplified(left.sizes.length === 1 ? [] : [{ size: rows.size, stride: after(0) }]),
      [],
      simplified(
        right.sizes.length === 1 ? [] : [{ size: columns.size, stride: after(left.sizes.length === 1 ? 0 : 1) }],
      ),
    ],
  };
}

/** The sum of all products of numbers in the same place: of vectors, or of arrays of equal sizes, all axes summed. */
export function dotQuestion({ left, right }: ProductRequest): Question {
  for (const file of [left, right]) checkNotEmpty(file);
  if (sizesText(left.sizes) !== sizesText(right.sizes)) {
    throw new UsageError(
      `${shown(left.path)} is ${sizesText(left.sizes)}, but ${shown(right.path)} is ${sizesText(right.sizes)}; ` +
        'dot takes two arrays of the same sizes (matmul multiplies matrices)',
    );
  }
  const all = simplified([{ size: left.length, stride: 1 }]);
  return {
    operation: { kind: 'dot' },
    geometry: matrixGeometry(1, 1, left.length, 1),
    left: { file: left, axes: [[], [], [], [], all] },
    right: { file: right, axes: [[], [], [], all, []] },
    divisor: 1,
    outputSizes: [],
    outputAxes: [[], [], [], [], []],
  };
}

/** One pixel a row, one tap: what every operation but a convolution comes down to. */
export function matrixGeometry(parts: number, rows: number, channels: number, outputChannels: number): Geometry {
  const none = { batch: 1, columns: 1, kernelRows: 1, kernelColumns: 1, outputColumns: 1, columnOf: new Int32Array(1) };
  const rowOf = tableOf(rows, (row) => row);
  return { ...none, parts, rows, channels, outputRows: rows, outputChannels, rowOf };
}

export function checkNotEmpty({ path, sizes, length }: ArrayFile): void {
  if (length === 0) throw new UsageError(`${shown(path)}: has no numbers: ${sizesText(sizes)}`);
}

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);

/** The axes of rows and columns; the missing one of a vector has size 1. */
function lastTwo({ sizes }: ArrayFile, missing: 'row' | 'column'): readonly [Dimension, Dimension] {
  const strides = stridesOf(sizes);
  const at = (place: number): Dimension => ({ size: sizes[place]!, stride: strides[place]! });
  if (sizes.length > 1) return [at(sizes.length - 2), at(sizes.length - 1)];
  const one = { size: 1, stride: 0 };
  return missing === 'row' ? [one, at(0)] : [at(0), one];
}

function batchOf({ sizes }: ArrayFile): readonly Dimension[] {
  const strides = stridesOf(sizes);
  return sizes.slice(0, -2).map((size, axis) => ({ size, stride: strides[axis]! }));
}

function broadcast(
  left: ArrayFile,
  right: ArrayFile,
  leftBatch: readonly Dimension[],
  rightBatch: readonly Dimension[],
): readonly number[] {
  const length = Math.max(leftBatch.length, rightBatch.length);
  return Array.from({ length }, (_, place) => {
    const sizes = [leftBatch, rightBatch].map((batch) => batch[batch.length - length + place]?.size ?? 1);
    const [one, other] = [sizes[0]!, sizes[1]!];
    if (one !== other && one !== 1 && other !== 1) {
      throw new UsageError(
        `${fileText(left)} and ${fileText(right)} have batches of ${one} and ` +
          `${other}; they must be equal, or one of them 1`,
      );
    }
    return Math.max(one, other);
  });
}

/** The batch of an operand as the loops run over it: what it has only once is repeated. */
function repeated(own: readonly Dimension[], batch: readonly number[]): LoopAxis {
  return simplified(
    batch.map((size, place) => {
      const dimension = own[own.length - batch.length + place];
      return { size, stride: dimension === undefined || dimension.size === 1 ? 0 : dimension.stride };
    }),
  );
}
