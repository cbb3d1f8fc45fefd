import { stridesOf } from '../axes.ts';
import { type ElementRecord, type JsonNumber, jsonNumber, type PlaceOnAxis } from '../judgement.ts';
import type { Question } from '../question.ts';
import type { JudgedElement } from '../tally.ts';

const convolution = ['group', 'image', 'row', 'column', 'channel'];

/** What the axes of an answer are called, the slowest first. */
export function axisNames({ operation, outputSizes, outputAxes, left }: Question): readonly string[] {
  if (operation.kind === 'dot') return outputSizes.map((_, axis) => `axis ${axis}`);
  if (operation.kind === 'sum') {
    const { axes } = operation;
    return left.file.sizes.map((_, axis) => `axis ${axis}`).filter((_, axis) => !axes.includes(axis));
  }
  const strides = stridesOf(outputSizes);
  if (operation.kind === 'matmul') {
    const matrix = left.file.sizes.length === 1 ? ['column'] : ['row', 'column'];
    const names = matrix.slice(0, outputSizes.length);
    const batch = outputSizes.length - names.length;
    return outputSizes.map((_, axis) =>
      axis < batch ? (batch === 1 ? 'matrix' : `batch axis ${axis}`) : names[axis - batch]!,
    );
  }
  if (operation.depth !== undefined) return operation.depth.axes;
  const byLoop = outputSizes.map((size, axis) => {
    if (size === 1) return undefined;
    const loop = outputAxes.findIndex((dimensions) =>
      dimensions.some((one) => one.size > 1 && one.stride === strides[axis]),
    );
    return loop < 0 ? undefined : loop === 0 ? 'channel' : convolution[loop];
  });
  const used = new Set(byLoop);
  const free = ['image', 'row', 'column', 'channel'].filter((name) => !used.has(name));
  return byLoop.map((name) => name ?? free.shift() ?? 'axis');
}

/** The place of an index along the axes. */
export function placeOnAxes(sizes: readonly number[], names: readonly string[], index: number): readonly PlaceOnAxis[] {
  const strides = stridesOf(sizes);
  return sizes.map((of, axis) => ({ axis: names[axis]!, at: Math.floor(index / strides[axis]!) % of, of }));
}

export function elementRecord(question: Question, element: JudgedElement): ElementRecord {
  const { index, computed, exact, errorUlp, bound, errorOverBound } = element;
  const number = (x: number): JsonNumber => jsonNumber(x);
  return {
    index,
    place: placeOnAxes(question.outputSizes, axisNames(question), index),
    ...{ computed: number(computed), exact: number(exact), errorUlp: number(errorUlp), bound: number(bound) },
    errorOverBound: number(errorOverBound),
  };
}
