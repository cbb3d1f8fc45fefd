import { bfloat16, binary16, binary32, extended, type Format, tf32 } from '../../float/format.ts';
import { roundToFormat } from '../../float/round-to-format.test-support.ts';
import type { Rng } from '../../inputs/random.ts';
import { type Accumulation, type NodeFormat, noFlush, type ProductRounding } from '../../sums/accumulation.ts';
import { slowAccumulation } from '../../sums/slow-accumulation.test-support.ts';
import { randomFlatTree } from '../black-boxes.test-support.ts';
import { type FlatTree, summationTreeOf } from '../flat-tree.ts';
import { modelOf } from '../model.ts';
import type { BlackBox } from '../oracle.ts';

const formats: readonly NodeFormat[] = ['binary32', 'binary64', 'binary32-via-binary64'];

/** Any mix of products and formats, for each term and addition of the tree. */
export function randomIeeeAccumulation(rng: Rng, tree: FlatTree): Accumulation {
  const mix = rng.below(6);
  const product = mix === 0 ? 0 : mix === 1 ? 1 : 2;
  const flip = (): boolean => rng.below(8) === 0;
  const flush =
    rng.below(3) === 0 ? { inputs: flip(), products: rng.below(2) === 0, sums: rng.below(2) === 0 } : undefined;
  return {
    tree: summationTreeOf(tree),
    products: Array.from({ length: tree.n }, () =>
      (product === 2 ? rng.below(2) : product) === 0 ? 'rounded' : 'exact',
    ),
    nodes: tree.children.map(() => (mix < 3 ? 'binary32' : formats[rng.below(3)]!)),
    ...beginningAndEnd(rng.below(8)),
    flush: flush ?? { inputs: false, products: false, sums: false },
    result: rng.below(5) === 0 ? 'binary64' : 'binary32',
  };
}

/** A final +0 hides the sign that distinguishes the starts, so it comes with a start of +0. */
function beginningAndEnd(choice: number): Pick<Accumulation, 'start' | 'bias'> {
  if (choice === 0) return { start: 'positive-zero', bias: { value: 0, enters: 'end' } };
  return { start: choice < 4 ? 'positive-zero' : 'first-product' };
}

export function accumulationBlackBox(accumulation: Accumulation): BlackBox {
  const model = modelOf(accumulation);
  return async (lefts, rights, n, count) => model(lefts, rights, n, count);
}

/** Computes an accumulation of n terms from its definition, in big integers. */
export function slowBlackBox(accumulation: Accumulation): BlackBox {
  const { inputs, result } = accumulation;
  const format: Format | undefined = inputs && {
    ...(inputs.range === 'binary16' ? binary16 : binary32),
    precision: inputs.bits,
  };
  const narrow = (x: number): number => (format === undefined ? x : roundToFormat(x, format, inputs!.rounding));
  return async (lefts, rights, n, count) => {
    const out = result === 'binary32' ? new Float32Array(count) : new Float64Array(count);
    for (let index = 0; index < count; index += 1) {
      const left = Array.from(lefts.subarray(index * n, (index + 1) * n), narrow);
      const right = Array.from(rights.subarray(index * n, (index + 1) * n), narrow);
      out[index] = slowAccumulation(accumulation, left, right);
    }
    return out;
  };
}

export interface ExtendedTruth {
  readonly kind: string;
  readonly tree: FlatTree;
  readonly accumulation: Accumulation;
}

type ChosenFeatures = Partial<Omit<Accumulation, 'nodes'>> & {
  /** The format of an addition with this many operands. */
  readonly node?: (operands: number) => NodeFormat;
  readonly widest?: number;
};

const pick = <T>(rng: Rng, list: readonly T[]): T => list[rng.below(list.length)]!;
const cut = (precision: number): Format => ({ ...binary32, precision });

/** The features of one engine, by kind. */
const kinds: Readonly<Record<string, (rng: Rng, n: number) => ChosenFeatures>> = {
  'fewer bits': (rng) => {
    const to = pick(rng, [binary16, bfloat16, tf32, cut(22), cut(3 + rng.below(21))]);
    return { node: () => ({ to }), start: anyStart(rng) };
  },
  'fewer bits, flushed': (rng) => {
    const to = pick(rng, [bfloat16, tf32, cut(22)]);
    const flush = { inputs: rng.below(2) === 0, products: true, sums: rng.below(2) === 0 };
    return { node: () => ({ to }), flush, products: [] };
  },
  extended: (rng) => ({ node: () => ({ to: extended }), result: pick(rng, ['binary32', 'binary64'] as const) }),
  mixed: (rng) => {
    const formats = ['binary32', 'binary64', ...[extended, cut(22), tf32, bfloat16].map((to) => ({ to }))] as const;
    return { node: () => pick<NodeFormat>(rng, formats), start: anyStart(rng) };
  },
  'two roundings': (rng) => {
    const formats = ['binary32', 'binary32-via-binary64', { to: binary32, via: extended }] as const;
    return { node: () => pick<NodeFormat>(rng, formats) };
  },
  'two roundings to binary16': () => ({ node: () => ({ to: binary16, via: binary32 }) }),
  directed: (rng) => ({
    rounding: pick(rng, ['toward-zero', 'up', 'down'] as const),
    ...(rng.below(3) === 0 ? { node: () => 'binary64' as const } : {}),
    start: anyStart(rng),
  }),
  'fused adders': (rng) => {
    const adder = { guardBits: rng.below(25), end: pick(rng, ['toward-zero', 'nearest-even'] as const) };
    return { node: () => adder, products: rng.below(3) === 0 ? [] : ['exact'], widest: 2 + rng.below(5) };
  },
  'fused adders beside others': (rng) => {
    const end = pick(rng, ['toward-zero', 'nearest-even'] as const);
    const adder = (operands: number): NodeFormat => (operands > 2 ? { guardBits: rng.below(25), end } : 'binary32');
    return { node: adder, products: pick(rng, [[], ['exact']] as const), widest: 5 };
  },
  'a matrix unit': (rng) => {
    const adder = { guardBits: rng.below(9), end: pick(rng, ['toward-zero', 'nearest-even'] as const) };
    const inputs = { bits: pick(rng, [8, 11]), rounding: pick(rng, ['nearest-even', 'toward-zero'] as const) };
    return { inputs, node: () => adder, products: ['exact'], widest: 5, start: 'first-product' };
  },
  'narrowed inputs': (rng) => {
    const rounding = pick(rng, ['nearest-even', 'toward-zero'] as const);
    const format = pick(rng, [{ bits: 8 }, { bits: 11 }, { bits: 11, range: 'binary16' as const }]);
    const node = pick(rng, ['binary32', 'binary64'] as const);
    return { inputs: { ...format, rounding }, node: () => node, products: pick(rng, [[], ['exact']] as const) };
  },
  'narrowed inputs, flushed': (rng) => {
    const inputs = { bits: pick(rng, [8, 11]), rounding: pick(rng, ['nearest-even', 'toward-zero'] as const) };
    const products = pick(rng, [[], ['exact']] as const);
    const flush = { inputs: rng.below(2) === 0, products: products.length === 0 && rng.below(2) === 0, sums: true };
    return { inputs, flush, products, node: () => 'binary32' };
  },
  'a constant': (rng, n) => ({
    bias: { value: Math.fround((rng.below(2000) - 999.5) / 37), enters: rng.below(2) === 0 ? 'end' : rng.below(n) },
  }),
  'a constant beside binary64': (rng, n) => ({
    bias: { value: Math.fround((rng.below(2000) - 999.5) / 37), enters: rng.below(2) === 0 ? 'end' : rng.below(n) },
    node: () => 'binary64',
  }),
  'directed, flushed': (rng) => ({
    rounding: pick(rng, ['toward-zero', 'up', 'down'] as const),
    flush: { inputs: rng.below(2) === 0, products: true, sums: rng.below(2) === 0 },
    products: [],
  }),
  'rounded products': (rng) => ({ productFormat: cut(4 + rng.below(19)), products: [] }),
};

export const extendedKinds: readonly string[] = Object.keys(kinds);

const anyStart = (rng: Rng): Accumulation['start'] =>
  pick(rng, ['positive-zero', 'negative-zero', 'first-product'] as const);

/**
 * A random accumulation of a kind. Products are mixed if the kind leaves them open. A constant enters where an
 * accumulator starts.
 */
export function randomExtended(rng: Rng, kind: string, n: number): ExtendedTruth {
  const { node = () => 'binary32', products, widest = pick(rng, [2, 2, 4]), ...traits } = kinds[kind]!(rng, n);
  const tree = randomFlatTree(rng, n, widest);
  const mix = rng.below(3);
  const productOf = (): ProductRounding => ((mix === 2 ? rng.below(2) : mix) === 0 ? 'rounded' : 'exact');
  const fixed: ProductRounding | undefined = products === undefined ? undefined : (products[0] ?? 'rounded');
  const accumulation: Accumulation = {
    tree: summationTreeOf(tree),
    products: Array.from({ length: n }, () => fixed ?? productOf()),
    nodes: tree.children.map((list) => node(list.length)),
    start: rng.below(2) === 0 ? 'positive-zero' : 'first-product',
    flush: noFlush,
    result: 'binary32',
    ...traits,
  };
  return { kind, tree, accumulation: withFirstTerm(accumulation, tree, rng) };
}

/** Moves a constant to the first term of an addition of terms alone. */
function withFirstTerm(accumulation: Accumulation, { n, children }: FlatTree, rng: Rng): Accumulation {
  const { bias } = accumulation;
  if (bias === undefined || bias.enters === 'end') return accumulation;
  const beginnings = children.filter((list) => list.every((child) => child < n));
  return { ...accumulation, bias: { ...bias, enters: pick(rng, beginnings)[0]! } };
}
