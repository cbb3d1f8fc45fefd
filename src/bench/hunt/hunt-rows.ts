import { pixelLevels } from '../../hunt/constraints.ts';
import type { FactorDomain, HuntProblem } from '../../hunt/problem.ts';
import { randomOf } from '../../inputs/random.ts';
import { type Accumulation, type Arithmetic, uniformAccumulation } from '../../sums/accumulation.ts';
import { lanesTree, pairwiseTree, sequentialTree } from '../../sums/schemes.ts';
import type { SummationTree } from '../../sums/tree.ts';

/** One row of the table: a problem and an order, and the share of the limit that the structured search must reach. */
export interface HuntRow {
  readonly name: string;
  /** The order in which the terms are added. */
  readonly order: string;
  readonly problem: HuntProblem;
  readonly accumulation: Accumulation;
  /** At the largest number of evaluations. */
  readonly target?: number;
}

interface Order {
  readonly name: string;
  readonly arithmetic: Arithmetic;
  readonly tree: (n: number) => SummationTree;
  /** The targets for a kernel and pixels, by n. */
  readonly target: (n: number) => number | undefined;
}

const orders: readonly Order[] = [
  { name: 'sequential', arithmetic: 'rounded-products', tree: sequentialTree, target: () => 0.95 },
  { name: 'sequential FMA', arithmetic: 'fused', tree: sequentialTree, target: () => 0.95 },
  {
    name: 'pairwise',
    arithmetic: 'rounded-products',
    tree: (n) => pairwiseTree(n, 'second'),
    target: (n) => (n === 25 ? 0.93 : n === 121 ? 0.88 : undefined),
  },
  ...(['rounded-products', 'fused'] as const).map(
    (arithmetic): Order => ({
      name: arithmetic === 'fused' ? '8 lanes FMA' : '8 lanes',
      arithmetic,
      tree: (n) => lanesTree(n, 8),
      target: (n) => (n === 25 ? 0.95 : n === 121 ? 0.93 : undefined),
    }),
  ),
];

const pixels: FactorDomain = pixelLevels('k/255');

const fixed = (weights: Float32Array): readonly FactorDomain[] =>
  Array.from(weights, (weight) => ({ kind: 'levels', values: Float32Array.of(weight) }));

/** Standard normal weights, by Box and Muller. */
export function normalKernel(n: number, seed: number): Float32Array {
  const rng = randomOf(seed, `hunt kernel ${n}`);
  return Float32Array.from({ length: n }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - rng.unit()));
    return radius * Math.cos(2 * Math.PI * rng.unit());
  });
}

/** The rows for a given kernel and any pixels k/255. */
export function kernelRows(kernel: string, weights: Float32Array): readonly HuntRow[] {
  const n = weights.length;
  const left = Array<FactorDomain>(n).fill(pixels);
  return orders.map(({ name, arithmetic, tree, target }) => {
    const least = target(n);
    return {
      name: `n = ${n}, ${kernel}, ${name}`,
      order: name,
      problem: { n, left, right: fixed(weights), aim: 'error' },
      accumulation: uniformAccumulation(tree(n), arithmetic),
      ...(least === undefined ? {} : { target: least }),
    };
  });
}

/** Some rows for factors in ranges. */
export function rangeRows(weights: Float32Array): readonly HuntRow[] {
  const n = weights.length;
  const range = (low: number, high: number): readonly FactorDomain[] =>
    Array<FactorDomain>(n).fill({ kind: 'range', low, high });
  const domains = [
    ['x in [0, 1], kernel given', range(0, 1), fixed(weights)],
    ['x and y in [−1, 1]', range(-1, 1), range(-1, 1)],
    ['x and y in [0.5, 1]', range(0.5, 1), range(0.5, 1)],
  ] as const;
  return domains.flatMap(([what, left, right]) =>
    orders
      .filter(({ name }) => name === 'sequential' || name === 'pairwise')
      .map(({ name, arithmetic, tree }) => ({
        name: `n = ${n}, ${what}, ${name}`,
        order: name,
        problem: { n, left, right, aim: 'error' } as const,
        accumulation: uniformAccumulation(tree(n), arithmetic),
      })),
  );
}
