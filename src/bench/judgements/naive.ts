import { type FloatType, formatOfType } from '../../float/element-type.ts';
import { binary16, type Format } from '../../float/format.ts';
import type { Rng } from '../../inputs/random.ts';
import { roundExactly } from '../../sums/round-exactly.ts';

/** Rounds to nearest; a second implementation is not needed, because only roundings of correct sums are planted. */
export function rounderTo(format: Format | undefined): (x: number) => number {
  if (format === undefined || format.precision === 53) return (x) => x;
  if (format.precision === 24) return Math.fround;
  return (x) =>
    x === 0 || !Number.isFinite(x) ? x : roundExactly({ high: x, low: 0, below: 0 }, format, 'nearest-even').high;
}

/** Random numbers of a type between −1 and 1. */
export function randomNumbers(rng: Rng, length: number, type: FloatType = 'float32'): Float64Array {
  const round = rounderTo(formatOfType(type));
  return Float64Array.from({ length }, () => round(rng.unit() * 2 - 1));
}

/** A convolution of NHWC images and HWIO kernels, as a textbook has it. */
export interface NaiveConvolution {
  readonly sizes: readonly [batch: number, rows: number, columns: number, channels: number];
  readonly kernel: readonly [rows: number, columns: number];
  readonly channelsOut: number;
  readonly outputs: readonly [rows: number, columns: number];
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly before?: readonly [top: number, left: number];
  readonly groups?: number;
  readonly transposed?: boolean;
  readonly pixel: (n: number, y: number, x: number, c: number) => number;
  readonly tap: (r: number, q: number, i: number, o: number) => number;
  readonly bias?: (o: number) => number;
  /** What stands outside the image; absent: 0. */
  readonly outside?: (n: number, y: number, x: number, c: number) => number;
  /** Of each product and each sum. */
  readonly round?: (x: number) => number;
  readonly roundProduct?: (x: number) => number;
}

export function convolve(the: NaiveConvolution): Float64Array {
  const [batch, rows, columns, channels] = the.sizes;
  const [kernelRows, kernelColumns] = the.kernel;
  const { groups = 1, round = Math.fround, roundProduct = round, channelsOut } = the;
  const [strideY, strideX] = the.stride ?? [1, 1];
  const [dilationY, dilationX] = the.dilation ?? [1, 1];
  const [top, left] = the.before ?? [0, 0];
  const depth = channels / groups;
  const out: number[] = [];
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < the.outputs[0]; y++) {
      for (let x = 0; x < the.outputs[1]; x++) {
        for (let o = 0; o < channelsOut; o++) {
          const first = Math.floor(o / (channelsOut / groups)) * depth;
          let sum = 0;
          for (let r = 0; r < kernelRows; r++) {
            for (let q = 0; q < kernelColumns; q++) {
              const [py, px] = the.transposed
                ? [(y + top - r * dilationY) / strideY, (x + left - q * dilationX) / strideX]
                : [y * strideY + r * dilationY - top, x * strideX + q * dilationX - left];
              if (!Number.isInteger(py) || !Number.isInteger(px)) continue;
              const isInside = py >= 0 && py < rows && px >= 0 && px < columns;
              for (let i = 0; i < depth; i++) {
                const pixel = (isInside ? the.pixel : the.outside)?.(n, py, px, first + i) ?? 0;
                sum = round(sum + roundProduct(pixel * the.tap(r, q, i, o)));
              }
            }
          }
          out.push(the.bias === undefined ? sum : round(sum + the.bias(o)));
        }
      }
    }
  }
  return Float64Array.from(out);
}

/** Rows × depth times depth × columns. */
export function multiply(
  rows: number,
  depth: number,
  columns: number,
  left: (i: number, k: number) => number,
  right: (k: number, j: number) => number,
  round: (x: number) => number = Math.fround,
): Float64Array {
  const out: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < depth; k++) sum = round(sum + round(left(i, k) * right(k, j)));
      out.push(sum);
    }
  }
  return Float64Array.from(out);
}

export const to16: (x: number) => number = rounderTo(binary16);
