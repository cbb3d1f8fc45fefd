import { expect, test } from 'vitest';
import { dotError64 } from '../../float/exact-dot.ts';
import { type Rng, randomOf } from '../../inputs/random.ts';
import { repeats } from '../../repeats.test-support.ts';
import { type Model, modelOf } from '../../reveal/model.ts';
import { type Arithmetic, uniformAccumulation } from '../../sums/accumulation.ts';
import { lanesTree, pairwiseTree, sequentialTree } from '../../sums/schemes.ts';
import type { SummationTree } from '../../sums/tree.ts';
import type { HuntProblem } from '../problem.ts';
import { type Plan, planOf } from '../structured/plan.ts';
import { dpLimit } from './dp-limit.ts';
import { rangesOf } from './ranges.ts';
import { simpleLimit } from './simple-limit.ts';

const orders: readonly (readonly [string, Arithmetic, (n: number) => SummationTree])[] = [
  ['sequential', 'rounded-products', sequentialTree],
  ['sequential with FMA', 'fused', sequentialTree],
  ['sequential, rounded twice', 'two-roundings', sequentialTree],
  ['pairwise', 'rounded-products', (n) => pairwiseTree(n, 'second')],
  ['4 lanes', 'rounded-products', (n) => lanesTree(n, 4)],
  ['8 lanes with FMA', 'fused', (n) => lanesTree(n, 8)],
];

/** The largest error over all inputs; those with the same last factor are computed together. */
function worstError(levels: Float32Array, kernel: Float32Array, model: Model): number {
  const n = kernel.length;
  const count = levels.length ** (n - 1);
  const left = new Float32Array(count * n);
  const right = Float32Array.from(left, (_, i) => kernel[i % n]!);
  for (let input = 0; input < count; input++) {
    for (let term = 0, rest = input; term < n - 1; term++, rest = Math.floor(rest / levels.length))
      left[input * n + term] = levels[rest % levels.length]!;
  }
  let worst = 0;
  for (const last of levels) {
    for (let at = n - 1; at < left.length; at += n) left[at] = last;
    const results = model(left, right, n, count);
    for (let input = 0; input < count; input++) {
      const error = Math.abs(dotError64(left, right, input * n, n, results[input]!));
      if (error > worst) worst = error;
    }
  }
  return worst;
}

/** The largest error over all inputs, and two limits, in units of the first limit. */
function compare(levels: Float32Array, kernel: Float32Array, arithmetic: Arithmetic, tree: SummationTree): number[] {
  const n = kernel.length;
  const problem: HuntProblem = {
    n,
    left: Array.from(kernel, () => ({ kind: 'levels', values: levels })),
    right: Array.from(kernel, (weight) => ({ kind: 'levels', values: Float32Array.of(weight) })),
    aim: 'error',
  };
  const accumulation = uniformAccumulation(tree, arithmetic);
  const plan = planOf(accumulation) as Plan;
  const ranges = rangesOf(problem, plan)!;
  const worst = worstError(levels, kernel, modelOf(accumulation));
  const simple = simpleLimit(problem, plan, ranges);
  const finenesses = [
    [20, 1],
    [200, 1],
    [60, 2],
    [40, 3],
  ] as const;
  const limits = finenesses.map(([cells, bits]) => dpLimit(problem, plan, ranges, { cells, bits }));
  // The same inputs are also in a range, of which the limit knows no single product.
  const range = { kind: 'range', low: levels[0]!, high: levels.at(-1)! } as const;
  const hull: HuntProblem = { ...problem, left: problem.left.map(() => range) };
  const wider = dpLimit(hull, plan, rangesOf(hull, plan)!, { cells: 60, bits: 2 });
  return [worst / simple, ...limits.map((limit) => worst / limit), worst / wider];
}

/** Weights of any sign: with many bits, with few, of very different sizes, powers of two. */
function kernelOf(rng: Rng, n: number, kind: number): Float32Array {
  return Float32Array.from({ length: n }, () => {
    const weight = rng.sign() * (0.5 + rng.unit());
    if (kind === 0) return weight;
    if (kind === 3) return rng.sign() * 2 ** -rng.below(3);
    return kind === 1 ? Math.round(weight * 2 ** 12) / 2 ** 12 : weight * 2 ** -rng.below(14);
  });
}

const pixels = (bits: number): Float32Array =>
  Float32Array.from({ length: 1 << bits }, (_, k) => k / ((1 << bits) - 1));

test.each(orders)('%s: no input of few terms and many levels passes a limit', (name, arithmetic, tree) => {
  const rng = randomOf(13, name);
  for (let trial = 0; trial < repeats(6, 2); trial++) {
    const few = trial % 3 === 0;
    const levels = few ? pixels(6) : pixels(2).map((level, i) => (trial % 3 === 1 ? level : 0.3 + i / 7));
    const n = few ? 3 : 8;
    const ratios = compare(levels, kernelOf(rng, n, trial % 4), arithmetic, tree(n));
    for (const ratio of ratios) expect(ratio).toBeLessThanOrEqual(1);
    expect(ratios[2]).toBeGreaterThan(0.5);
  }
});

test.each([
  ['sequential', orders[0]!],
  ['pairwise', orders[3]!],
])('%s: no sum of three pixels of many bits passes a limit, and one comes close', (name, [, arithmetic, tree]) => {
  const ratios = compare(pixels(repeats(8, 6)), kernelOf(randomOf(14, name), 3, 0), arithmetic, tree(3));
  for (const ratio of ratios) expect(ratio).toBeLessThanOrEqual(1);
  expect(Math.max(...ratios)).toBeGreaterThan(0.99);
});
