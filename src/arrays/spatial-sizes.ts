import { type ConvSizes, pairOf, sliceStep } from './conv-question.ts';
import type { ConvRequest, Pair, Sides } from './request.ts';

/** Places along a dimension are integers of 32 bits. */
const mostOutputs = 2 ** 31 - 1;

/**
 * Rows and columns of outputs, of volumes slices too, and the padding, of an image of `sizes` pixels and a kernel of
 * `taps`; or why there are none. Where several sizes are possible, as of a transposed convolution, the first for
 * which `isAnswer` holds is
 * taken.
 */
export function spatialSizes(
  request: ConvRequest,
  sizes: readonly [rows: number, columns: number, slices: number],
  taps: readonly [rows: number, columns: number, slices: number],
  isAnswer: (rows: number, columns: number, slices: number) => boolean,
): Pick<ConvSizes, 'outputs' | 'padding' | 'slices'> | string {
  const single = request.image.sizes.length === 3 || request.image.sizes.length === 1;
  const padding = request.padding ?? 'valid';
  const isVolume = request.image.sizes.length === 5;
  const [stride, dilation] = [request.stride ?? 1, request.dilation ?? 1].map(
    (value) => [...pairOf(value), sliceStep(value)] as const,
  ) as [Three, Three];
  const reach = ([0, 1, 2] as const).map((axis) => (taps[axis] - 1) * dilation[axis] + 1);
  const fixed = sidesOf(padding, single, isVolume);
  const along = (axis: 0 | 1 | 2): readonly Along[] => {
    // The axis that a 1-D array does not have is neither strided nor padded.
    const step = single && axis === 0 ? 1 : stride[axis];
    const sides = fixed === 'same' ? 'same' : ([fixed[axis * 2]!, fixed[axis * 2 + 1]!] as const);
    return request.transposed === true
      ? transposedSizes(sizes[axis], reach[axis]!, step, sides, padding === 'valid')
      : [plainSize(sizes[axis], reach[axis]!, step, sides)];
  };
  const [rows, columns, slices] = [along(0), along(1), isVolume ? along(2) : [oneSlice]];
  const choices = slices.flatMap((slice) => rows.flatMap((row) => columns.map((column) => ({ row, column, slice }))));
  const { row, column, slice } =
    choices.find((one) => isAnswer(one.row.size, one.column.size, one.slice.size)) ?? choices[0]!;
  if (row.size < 1 || column.size < 1 || slice.size < 1) {
    const [covered, there] = [reach, sizes].map(([down, across, deep]) =>
      (isVolume ? [deep, down, across] : [down, across]).join('×'),
    );
    return (
      `a kernel that covers ${covered} does not fit into ${there} pixels ` +
      `with padding ${typeof padding === 'object' ? padding.join(',') : padding}`
    );
  }
  if (Math.max(row.size, column.size, row.size * slice.size) > mostOutputs)
    return 'outputs along a dimension are more than 2^31 − 1';
  const { size: outputs, ...zeros } = slice;
  return {
    outputs: [row.size, column.size],
    padding: [row.before, row.after, column.before, column.after],
    ...(isVolume && { slices: { outputs, ...zeros } }),
  };
}

type Three = readonly [rows: number, columns: number, slices: number];

const oneSlice: Along = { size: 1, before: 0, after: 0 };

interface Along {
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

/** Of rows, columns and slices, before and after each. */
function sidesOf(
  padding: NonNullable<ConvRequest['padding']>,
  single: boolean,
  isVolume: boolean,
): readonly number[] | 'same' {
  if (padding === 'same') return 'same';
  if (padding === 'valid') return [0, 0, 0, 0, 0, 0];
  if (typeof padding === 'number' && isVolume) return Array<number>(6).fill(padding);
  if (typeof padding !== 'number' && padding.length === 6) return [...padding.slice(2), ...padding.slice(0, 2)];
  const sides = flatSides(padding, single);
  return [...sides, 0, 0];
}

function flatSides(padding: number | Pair | Sides, single: boolean): Sides {
  if (typeof padding === 'number') return single ? [0, 0, padding, padding] : [padding, padding, padding, padding];
  if (padding.length === 4) return padding;
  return single ? [0, 0, padding[0], padding[1]] : [padding[0], padding[0], padding[1], padding[1]];
}

function plainSize(size: number, reach: number, stride: number, sides: 'same' | readonly [number, number]): Along {
  if (sides !== 'same') {
    const [before, after] = sides;
    return { size: Math.floor((size + before + after - reach) / stride) + 1, before, after };
  }
  const outputs = Math.ceil(size / stride);
  const total = Math.max(0, (outputs - 1) * stride + reach - size);
  return { size: outputs, before: Math.floor(total / 2), after: total - Math.floor(total / 2) };
}

/** The likeliest size first, then the others that an answer may have. */
function transposedSizes(
  size: number,
  reach: number,
  stride: number,
  sides: 'same' | readonly [number, number],
  valid: boolean,
): readonly Along[] {
  if (sides === 'same') {
    return Array.from({ length: stride }, (_, less) => {
      const output = size * stride - less;
      const { before, after } = plainSize(output, reach, stride, 'same');
      return { size: output, before, after };
    });
  }
  const [before, after] = sides;
  const least = (size - 1) * stride + reach - before - after;
  const sizes = Array.from({ length: stride }, (_, more) => ({ size: least + more, before, after: after - more }));
  return valid ? sizes.map((one) => ({ ...one, after: 0 })) : sizes;
}
