import { type ConvSizes, pairOf } from './conv-question.ts';
import type { ConvRequest, Sides } from './request.ts';

/** Places along a dimension are integers of 32 bits. */
const mostOutputs = 2 ** 31 - 1;

/**
 * Rows and columns of outputs, and the padding, of an image of `sizes` pixels and a kernel of `taps`; or why there are
 * none. Where several sizes are possible, as of a transposed convolution, the first for which `isAnswer` holds is
 * taken.
 */
export function spatialSizes(
  request: ConvRequest,
  sizes: readonly [number, number],
  taps: readonly [number, number],
  isAnswer: (rows: number, columns: number) => boolean,
): Pick<ConvSizes, 'outputs' | 'padding'> | string {
  const single = request.image.sizes.length === 3 || request.image.sizes.length === 1;
  const padding = request.padding ?? 'valid';
  const [stride, dilation] = [pairOf(request.stride ?? 1), pairOf(request.dilation ?? 1)];
  const reach = ([0, 1] as const).map((axis) => (taps[axis] - 1) * dilation[axis] + 1);
  const fixed = sidesOf(padding, single);
  const along = (axis: 0 | 1): readonly Along[] => {
    // The axis that a 1-D array does not have is neither strided nor padded.
    const step = single && axis === 0 ? 1 : stride[axis];
    const sides = fixed === 'same' ? 'same' : ([fixed[axis * 2]!, fixed[axis * 2 + 1]!] as const);
    return request.transposed === true
      ? transposedSizes(sizes[axis], reach[axis]!, step, sides, padding === 'valid')
      : [plainSize(sizes[axis], reach[axis]!, step, sides)];
  };
  const [rows, columns] = [along(0), along(1)];
  const choices = rows.flatMap((row) => columns.map((column) => ({ row, column })));
  const { row, column } = choices.find(({ row, column }) => isAnswer(row.size, column.size)) ?? choices[0]!;
  if (row.size < 1 || column.size < 1) {
    return (
      `a kernel that covers ${reach.join('×')} does not fit into ${sizes.join('×')} pixels ` +
      `with padding ${typeof padding === 'object' ? padding.join(',') : padding}`
    );
  }
  if (row.size > mostOutputs || column.size > mostOutputs) return 'outputs along a dimension are more than 2^31 − 1';
  return { outputs: [row.size, column.size], padding: [row.before, row.after, column.before, column.after] };
}

interface Along {
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

function sidesOf(padding: NonNullable<ConvRequest['padding']>, single: boolean): Sides | 'same' {
  if (padding === 'same') return 'same';
  if (padding === 'valid') return [0, 0, 0, 0];
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
