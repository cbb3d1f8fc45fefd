import type { Order } from './order.ts';

/** One dot product of n terms, from `start`: what the compensated and the exact orders are made of. */
export type DotProduct = (left: Float32Array, right: Float32Array, start: number, n: number) => number;

/** An order that is no tree, from its dot product. */
export function loopOrder(
  name: string,
  format: Order['format'],
  algorithm: Order['algorithm'],
  description: string,
  dotProduct: DotProduct,
): Order {
  return {
    name,
    format,
    algorithm,
    description,
    tree: () => undefined,
    evaluate: (left, right, n, count, out) => {
      for (let i = 0; i < count; i++) out[i] = dotProduct(left, right, i * n, n);
    },
  };
}
