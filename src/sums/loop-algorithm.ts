import type { SummationAlgorithm } from './algorithm.ts';

/** One dot product of n terms, from `start`: what the compensated and the exact algorithms are made of. */
export type DotProduct = (left: Float32Array, right: Float32Array, start: number, n: number) => number;

/** An algorithm without a tree, from its dot product. */
export function loopAlgorithm(
  fields: Pick<SummationAlgorithm, 'name' | 'format' | 'summation' | 'description' | 'block'>,
  dotProduct: DotProduct,
): SummationAlgorithm {
  return {
    ...fields,
    tree: () => undefined,
    evaluate: (left, right, n, count, out) => {
      for (let i = 0; i < count; i++) out[i] = dotProduct(left, right, i * n, n);
    },
  };
}
