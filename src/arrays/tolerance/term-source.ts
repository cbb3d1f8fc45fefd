import { shown } from '../../errors/shown.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { withType } from '../../files/with-type.ts';
import type { WindowShape } from '../../sums/algorithm.ts';
import { offsetsOf, sizeOfAxis } from '../axes.ts';
import type { Operand, Question } from '../question.ts';
import { placeOfIndex } from '../terms-of.ts';
import type { Summed } from './implementation.ts';

/** The factors of outputs: binary32 numbers. */
export interface TermSource {
  readonly outputs: number;
  /** The terms of each output, those on padding included. */
  readonly window: WindowShape;
  readonly summed: Summed;
  /** Of outputs by their index in C order of the answer, window after window; the pixel is 0 on padding. */
  gather(chosen: Int32Array): { readonly left: Float32Array; readonly right: Float32Array };
  /** How many inputs were rounded to binary32. */
  readonly rounded: number;
}

/** 256 MiB of binary32. */
export const mostNumbers: number = 2 ** 26;

/**
 * The terms of a question without bias. Throws a UsageError for a number that is not a binary32 number, unless
 * `roundInputs` is set, and for more numbers than fit into memory.
 */
export function termSource(question: Question, roundInputs: boolean): TermSource {
  const { geometry, operation, outputSizes } = question;
  const { kernelRows, kernelColumns, channels, rowOf, columnOf } = geometry;
  const left = loaded(question.left, roundInputs);
  const right = question.right === undefined ? undefined : loaded(question.right, roundInputs);
  const n = kernelRows * kernelColumns * channels;
  const fill = (index: number, start: number, x: Float32Array, y: Float32Array): void => {
    const { part, batch, row, column, channel } = placeOfIndex(question, index);
    let t = start;
    for (let r = 0; r < kernelRows; r++) {
      const pixelRow = rowOf.at(row * kernelRows + r)!;
      for (let q = 0; q < kernelColumns; q++) {
        const pixelColumn = columnOf.at(column * kernelColumns + q)!;
        const inside = pixelRow >= 0 && pixelColumn >= 0;
        for (let k = 0; k < channels; k++, t++) {
          x[t] = inside ? left.at(part, batch, pixelRow, pixelColumn, k) : 0;
          y[t] = right === undefined ? 1 : right.at(part, r, q, k, channel);
        }
      }
    }
  };
  return {
    outputs: outputSizes.reduce((product, size) => product * size, 1),
    window: { rows: kernelRows, columns: kernelColumns, channels },
    summed: operation.kind === 'sum' ? 'numbers' : 'products',
    gather: (chosen) => {
      const [x, y] = [new Float32Array(chosen.length * n), new Float32Array(chosen.length * n)];
      for (const [at, index] of chosen.entries()) fill(index, at * n, x, y);
      return { left: x, right: y };
    },
    rounded: left.rounded + (right?.rounded ?? 0),
  };
}

interface Loaded {
  at(a: number, b: number, c: number, d: number, e: number): number;
  readonly rounded: number;
}

function loaded({ file, axes }: Operand, roundInputs: boolean): Loaded {
  const { path, length } = file;
  if (length > mostNumbers)
    throw new UsageError(`${shown(path)}: has ${length} numbers; at most ${mostNumbers} are allowed`);
  const { file: narrow, rounded } = withType(file, 'float32', roundInputs);
  const numbers = Float32Array.from(narrow.read(0, length));
  const [first, second, third, fourth, fifth] = axes.map((axis) => offsetsOf(axis, 0, sizeOfAxis(axis)));
  return {
    rounded,
    at: (a, b, c, d, e) => numbers[first![a]! + second![b]! + third![c]! + fourth![d]! + fifth![e]!]!,
  };
}
