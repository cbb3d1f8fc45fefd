import { bfloat16, binary16, binary32, binary64, extended, type Format, tf32 } from '../float/format.ts';
import type { TestRandom } from '../float/random.test-support.ts';
import type { Accumulation, NodeFormat, ProductRounding } from './accumulation.ts';
import { foldTree, type SummationTree } from './tree.ts';

/** A random tree over n terms in random order, with nodes of 2 to `widest` children. */
export function randomTree(random: TestRandom, n: number, widest = 2): SummationTree {
  const forest: SummationTree[] = Array.from({ length: n }, (_, term) => ({ kind: 'term', term }));
  while (forest.length > 1) {
    const count = Math.min(forest.length, 2 + random.integer(widest - 1));
    const children = Array.from({ length: count }, () => forest.splice(random.integer(forest.length), 1)[0]!);
    forest.push({ kind: 'add', children });
  }
  return forest[0]!;
}

/** A tree that consists mostly of chains, as those of engines do. */
export function randomChains(random: TestRandom, n: number): SummationTree {
  let sum: SummationTree = { kind: 'term', term: 0 };
  for (let term = 1; term < n; term++) {
    const next: SummationTree = { kind: 'term', term };
    if (random.integer(6) === 0 && term + 1 < n) {
      sum = { kind: 'add', children: [sum, { kind: 'add', children: [next, { kind: 'term', term: ++term }] }] };
    } else sum = { kind: 'add', children: random.integer(4) === 0 ? [next, sum] : [sum, next] };
  }
  return sum;
}

const pick = <T>(random: TestRandom, values: readonly T[]): T => values[random.integer(values.length)]!;

/** Any arithmetic for each leaf and node; often the same throughout, so that chains form. */
export function randomAccumulation(random: TestRandom, tree: SummationTree, n: number): Accumulation {
  const formats: readonly NodeFormat[] = ['binary32', 'binary64', 'binary32-via-binary64'];
  const mixed = random.integer(2) === 0;
  const [format, product] = [pick(random, formats), pick<ProductRounding>(random, ['rounded', 'exact'])];
  const nodes: NodeFormat[] = [];
  foldTree(
    tree,
    () => 0,
    () => nodes.push(mixed ? pick(random, formats) : format),
  );
  const flushes = random.integer(3) === 0;
  return {
    tree,
    products: Array.from({ length: n }, () => (mixed ? pick<ProductRounding>(random, ['rounded', 'exact']) : product)),
    nodes,
    start: pick(random, ['positive-zero', 'first-product'] as const),
    flush: {
      inputs: flushes && random.integer(2) === 0,
      products: flushes && random.integer(2) === 0,
      sums: flushes && random.integer(2) === 0,
    },
    ...(random.integer(4) === 0 ? { bias: { value: 0, enters: 'end' } } : {}),
    result: pick(random, ['binary32', 'binary64'] as const),
  };
}

const formats: readonly Format[] = [
  ...[bfloat16, binary16, tf32, binary32, binary64, extended],
  ...[22, 32, 51, 52, 60].map((precision) => ({ ...(precision < 24 ? binary32 : binary64), precision })),
];

/** The same, with any other trait that an accumulation can have. */
export function randomUnusualAccumulation(random: TestRandom, tree: SummationTree, n: number): Accumulation {
  const plain = randomAccumulation(random, tree, n);
  const other = (): NodeFormat =>
    pick<NodeFormat>(random, [
      { guardBits: random.integer(25), end: pick(random, ['toward-zero', 'nearest-even'] as const) },
      { to: pick(random, formats) },
      { to: pick(random, formats), via: pick(random, formats) },
    ]);
  const [one, mixed] = [other(), random.integer(3) === 0];
  const bias = pick(random, [2 ** -149, 0, -0, 1, -3.75, Math.fround(0.1)]);
  return {
    ...plain,
    nodes: plain.nodes.map((format) => (mixed ? pick(random, [format, other()]) : one)),
    start: pick(random, ['positive-zero', 'negative-zero', 'first-product'] as const),
    ...(random.integer(3) === 0
      ? { bias: { value: bias, enters: pick<number | 'end'>(random, ['end', random.integer(n)]) } }
      : {}),
    ...(random.integer(2) === 0 ? { rounding: pick(random, ['toward-zero', 'up', 'down'] as const) } : {}),
    ...(random.integer(4) === 0 ? { productFormat: pick(random, formats) } : {}),
    ...(random.integer(4) === 0 ? { ownStart: [random.integer(n)] } : {}),
  };
}
