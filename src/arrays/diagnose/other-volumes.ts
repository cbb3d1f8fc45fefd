import { sliceAxis } from '../conv-question.ts';
import { type ConvolutionAxis, type PixelTable, pixelTable, productTable } from '../pixel-table.ts';
import type { ArrayOperation, DepthOfArrays, Geometry } from '../question.ts';
import { reversedTaps, withoutTap } from './changed-tables.ts';

/** A convolution that meets other pixels. */
export interface Change {
  readonly id: string;
  readonly words: string;
  readonly tables: Pick<Geometry, 'rowOf' | 'columnOf'>;
}

type Convolution = Extract<ArrayOperation, { kind: 'conv' }>;

/** Convolutions of volumes whose slices, rows or columns are flipped, shifted, strided, dilated or left out. */
export function* volumeChanges(operation: Convolution, depth: DepthOfArrays, geometry: Geometry): Generator<Change> {
  const { stride, dilation, padding, transposed } = operation;
  const slices = sliceAxis(depth, transposed);
  const rows: ConvolutionAxis = {
    ...{ pixels: geometry.rows / depth.size, outputs: geometry.outputRows / depth.outputs, transposed },
    ...{ kernel: geometry.kernelRows / depth.kernel, stride: stride[0], dilation: dilation[0], before: padding[0] },
  };
  const columns: ConvolutionAxis = {
    ...{ pixels: geometry.columns, outputs: geometry.outputColumns, kernel: geometry.kernelColumns, transposed },
    ...{ stride: stride[1], dilation: dilation[1], before: padding[2] },
  };
  const plain = [pixelTable(slices), pixelTable(rows), geometry.columnOf] as const;
  const change = (id: string, words: string, tables: readonly (PixelTable | undefined)[]): Change => {
    const [sliceOf, rowOf, columnOf] = plain.map((table, axis) => tables[axis] ?? table);
    return { id, words, tables: { rowOf: productTable(slices, sliceOf!, rows, rowOf!), columnOf: columnOf! } };
  };
  const [flippedSlices, flippedRows, flippedColumns] = [
    reversedTaps(plain[0], slices.kernel),
    reversedTaps(plain[1], rows.kernel),
    reversedTaps(plain[2], columns.kernel),
  ];
  yield change('flipped-kernel', 'the kernel is flipped', [flippedSlices, flippedRows, flippedColumns]);
  yield change('flipped-kernel-slices', 'the slices of the kernel are flipped', [flippedSlices]);
  const across = [undefined, flippedRows, flippedColumns];
  yield change('flipped-kernel', 'the rows and columns of the kernel are flipped, not its slices', across);
  for (const [axis, { name, of }] of [slices, rows, columns].map((one, place) => [place, named(place, one)] as const)) {
    const alone = (other: Partial<ConvolutionAxis>): readonly (PixelTable | undefined)[] =>
      [0, 1, 2].map((place) => (place === axis ? pixelTable({ ...of, ...other }) : undefined));
    for (const [by, word] of [[1, 'next'], [-1, 'previous']] as const) // biome-ignore format: pairs
      yield change('shifted-image', `each window meets the ${word} ${name}`, alone({ before: of.before - by }));
    yield change('padding-missing', `there is no padding before the first ${name}`, alone({ before: 0 }));
    yield change('stride-ignored', `the stride of the ${name}s is ignored`, alone({ stride: 1 }));
    yield change('dilation-ignored', `the dilation of the ${name}s is ignored`, alone({ dilation: 1 }));
    if (axis === 0) {
      yield change('stride-exchanged', 'the slices have the stride of the rows', alone({ stride: rows.stride }));
      const dilated = alone({ dilation: rows.dilation });
      yield change('dilation-exchanged', 'the slices have the dilation of the rows', dilated);
      const after = alone({ before: depth.after });
      yield change('padding-other-side', 'the slices of zeros are on the other side', after);
    }
    for (let tap = 0; of.kernel > 1 && tap < of.kernel; tap++) {
      const words = `${name} ${tap} of 0…${of.kernel - 1} of the kernel is missing`;
      const without = [0, 1, 2].map((place) =>
        place === axis ? withoutTap(plain[place]!, of.kernel, tap) : undefined,
      );
      yield change(`missing-kernel-${name}`, words, without);
    }
  }
}

const named = (place: number, of: ConvolutionAxis) => ({ name: ['slice', 'row', 'column'][place]!, of });
