import { groupsOf, isTransposed } from '../conv/operation.ts';
import { outputShape, transposedPadding } from '../conv/output-shape.ts';
import type { ConvShape, Operation } from '../conv/shape.ts';

/** The lines (rows for axis 0, columns for axis 1) of the kernel that an output with a full window multiplies. */
export function fullLines(shape: ConvShape, operation: Operation, axis: 0 | 1): readonly number[] {
  const size = axis === 0 ? shape.kernelHeight : shape.kernelWidth;
  const lines = Array.from({ length: size }, (_, line) => line);
  const [stride, dilation] = [shape.stride[axis], shape.dilation[axis]];
  if (!isTransposed(operation)) return lines;
  // Outputs of a transposed convolution take turns: each meets the taps of one residue. The fullest is asked.
  const turns = Array.from({ length: stride }, (_, turn) =>
    lines.filter((line) => (line * dilation) % stride === turn),
  );
  return turns.reduce((best, one) => (one.length > best.length ? one : best));
}

/** For each term of an output, in canonical order, whether it is one of a full window. */
export function fullTerms(shape: ConvShape, operation: Operation): readonly boolean[] {
  const depth = shape.channelsIn / groupsOf(shape, operation);
  const [rows, columns] = [fullLines(shape, operation, 0), fullLines(shape, operation, 1)];
  return Array.from({ length: shape.kernelHeight * shape.kernelWidth * depth }, (_, term) => {
    const tap = Math.floor(term / depth);
    return rows.includes(Math.floor(tap / shape.kernelWidth)) && columns.includes(tap % shape.kernelWidth);
  });
}

/** More is not cut off at the top of a transposed convolution that anybody uses. */
const mostCut = 64;

/** The smallest height (axis 0) or width of an image on which some output has a full window. */
export function leastSize(shape: ConvShape, operation: Operation, axis: 0 | 1): number {
  const lines = fullLines(shape, operation, axis).map((line) => line * shape.dilation[axis]);
  const last = lines.at(-1)!;
  const reach = last - lines[0]!;
  if (!isTransposed(operation)) return reach + 1;
  const [stride, cut] = [shape.stride[axis], transposedPadding(shape)[2 * axis]!];
  const least = reach / stride + 1;
  const sizes = Array.from({ length: mostCut }, (_, more) => least + more);
  const isFull = (size: number): boolean => {
    const sized = axis === 0 ? { ...shape, height: size } : { ...shape, width: size };
    const outputs = outputShape(sized, operation)[1 + axis]!;
    // The last tap meets image line m, and the first one line m + reach ÷ stride.
    return Array.from({ length: size - least + 1 }, (_, m) => last + stride * m - cut).some(
      (output) => output >= 0 && output < outputs,
    );
  };
  return sizes.find(isFull) ?? least;
}
