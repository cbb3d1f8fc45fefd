import { outputSize } from '../../conv/output-shape.ts';
import type { ConvShape } from '../../conv/shape.ts';
import { imageSize, kernelSize } from '../../conv/shape.ts';
import type { Subject } from '../../engines/engine.ts';

/** The sum of products in one row and one column: of `n`, from a place in the rows, and from one in the columns. */
export type Sum = (a: Float32Array, from: number, b: Float32Array, column: number, step: number, n: number) => number;

/** Terms `first`, `first + by`, … below `end`, one after another. */
const loop =
  (first: number, end: number, by: number): Sum =>
  (a, from, b, column, step, n) => {
    let sum = 0;
    for (let t = first; by > 0 ? t < Math.min(end, n) : t >= end; t += by)
      sum = Math.fround(sum + Math.fround(a[from + t]! * b[column + t * step]!));
    return sum;
  };
const added =
  (parts: (n: number) => readonly Sum[]): Sum =>
  (...given) => {
    const [first, ...rest] = parts(given[5]).map((part) => part(...given));
    return rest.reduce((sum, value) => Math.fround(sum + value), first!);
  };

export const chain: Sum = loop(0, Number.POSITIVE_INFINITY, 1);
/** The last term first. */
export const reversed: Sum = (...given) => loop(given[5] - 1, 0, -1)(...given);
/** Lanes that are added one after another. */
export const lanes = (count: number): Sum => {
  const all = Array.from({ length: count }, (_, lane) => loop(lane, Number.POSITIVE_INFINITY, count));
  return added((n) => all.slice(0, n));
};
/** Two halves, the first as large as the second or larger by one. */
export const halves: Sum = added((n) => [
  loop(0, Math.ceil(n / 2), 1),
  ...(n > 1 ? [loop(Math.ceil(n / 2), Number.POSITIVE_INFINITY, 1)] : []),
]);

/** The first three terms in another order, then one after another: few sums show it. */
export const nearlyChain: Sum = (a, from, b, column, step, n) => {
  const product = (t: number): number => Math.fround(a[from + t]! * b[column + t * step]!);
  if (n < 3) return chain(a, from, b, column, step, n);
  let sum = Math.fround(product(0) + Math.fround(product(1) + product(2)));
  for (let t = 3; t < n; t += 1) sum = Math.fround(sum + product(t));
  return sum;
};

/** What decides how an output is summed. */
export interface Where {
  readonly rows: number;
  readonly row: number;
  readonly column: number;
  readonly columns: number;
  readonly n: number;
  /** Cases in the request, and the place of this one. */
  readonly count: number;
  readonly index: number;
}

/** A product of matrices in this process, each output of which is summed as `how` says. */
export function plantedMatmul(how: (where: Where) => Sum): Subject {
  return {
    ...{ id: 'planted/matmul', engine: 'planted', operation: 'matmul', format: 'binary32', summation: 'unknown' },
    availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
    evaluate: async ({ shape, count, images, kernels }) => {
      const [rows, columns, n] = sizesOf(shape);
      const outputs = new Float32Array(count * rows * columns);
      for (let index = 0, at = 0; index < count; index += 1)
        for (let row = 0; row < rows; row += 1)
          for (let column = 0; column < columns; column += 1, at += 1) {
            const sum = how({ rows, row, column, columns, n, count, index });
            const [from, to] = [index * imageSize(shape) + row * n, index * kernelSize(shape) + column];
            outputs[at] = sum(images, from, kernels, to, columns, n);
          }
      return { kind: 'value', format: 'binary32', outputs };
    },
  };
}

/** Windows, filters and terms of a shape whose windows fill the image one after another. */
function sizesOf(shape: ConvShape): readonly [number, number, number] {
  const columns = shape.channelsOut;
  return [outputSize(shape) / columns, columns, shape.kernelHeight * shape.kernelWidth * shape.channelsIn];
}
