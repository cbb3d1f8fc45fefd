import type { SummationAlgorithm } from './algorithm.ts';

/** One dot product of n terms, from `start`: what the compensated and the exact orders are made of. */
export type DotProduct = (left: Float32Array, right: Float32Array, start: number, n: number) => number;

/** An order that is no tree, from its dot product. */
export function loopOrder(
  name: string,
  format: SummationAlgorithm['format'],
  algorithm: SummationAlgorithm['summation'],
  description: string,
  dotProduct: DotProduct,
): SummationAlgorithm {
  return {
    name,
    format,
    summation: algorithm,
    description,
    tree: () => undefined,
    evaluate: (left, right, n, count, out) => {
      for (let i = 0; i < count; i++) out[i] = dotProduct(left, right, i * n, n);
    },
  };
}
