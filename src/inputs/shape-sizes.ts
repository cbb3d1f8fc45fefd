import type { Rng } from './random.ts';

/** Values with their weights. */
export type Weighted = readonly (readonly [value: number, weight: number])[];

/** Where implementations change their path: vector widths, unrolled loops, tiles of registers, caches and threads. */
export const sideEdges: readonly number[] = [4, 8, 16, 32, 64];
/** Those of rows and columns that are aimed at. */
export const longEdges: readonly number[] = [...sideEdges, 128];
/** The same for channels, which are blocked in larger parts. */
export const channelEdges: readonly number[] = [...sideEdges, 128, 256];
/** The same for the number of terms of an output; 2304 and 4608 are 3×3 kernels of 256 and 512 channels. */
export const termEdges: readonly number[] = [8, 16, 32, 64, 128, 256, 512, 1024, 2304, 4608];

export const batches: Weighted = [
  [2, 40],
  [3, 28],
  [4, 12],
  [5, 12],
  [6, 4],
  [8, 4],
];
export const channels: Weighted = [
  [1, 4],
  [2, 22],
  [3, 18],
  [4, 10],
  [5, 18],
  [6, 5],
  [7, 5],
  [8, 10],
  [9, 8],
];
export const kernels: Weighted = [
  [1, 16],
  [2, 16],
  [3, 33],
  [4, 9],
  [5, 16],
  [6, 3],
  [7, 5],
  [9, 1],
  [11, 1],
];
export const strides: Weighted = [
  [1, 22],
  [2, 38],
  [3, 22],
  [4, 9],
  [5, 9],
];
export const dilations: Weighted = [
  [1, 25],
  [2, 35],
  [3, 22],
  [4, 12],
  [5, 6],
];
/** Rows or columns of zeros on one side of the image. */
export const zeros: Weighted = [
  [0, 35],
  [1, 30],
  [2, 17],
  [3, 11],
  [6, 7],
];
/**
 * The most products of a shape. The weights go with 1/most, so that each class of cost gets an equal part of all
 * products: shapes of 2^17 products are rare, and take no more time than the many small ones.
 */
export const productLimits: Weighted = [9, 11, 13, 15, 17].map((power) => [2 ** power, 2 ** -power] as const);

export const largestLimit: number = 2 ** 17;

/** One of the values, each as often as its weight says. */
export function weighted(rng: Rng, values: Weighted): number {
  let left = rng.unit() * values.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of values) {
    left -= weight;
    if (left < 0) return value;
  }
  return values[values.length - 1]![0];
}

/** A size at an edge of up to `most`, one below it, or one above it. */
export function edgeSize(rng: Rng, edges: readonly number[], most: number): number {
  const [first = 1, ...others] = edges.filter((edge) => edge < most);
  return Math.max(1, rng.pick([first, ...others]) + rng.pick([-1, 0, 1, 1]));
}
