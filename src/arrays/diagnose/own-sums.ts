import { productError, sum32, sumError } from '../../float/addition.ts';
import { growExpansion, roundExpansion64 } from '../../float/expansion.ts';
import type { Format } from '../../float/format.ts';
import { nameOf } from '../../sums/accumulation.ts';
import type { WindowShape } from '../../sums/algorithm.ts';
import * as schemes from '../../sums/schemes.ts';
import { sumProducts } from '../../sums/sum-products.ts';
import type { SummationTree } from '../../sums/tree.ts';
import { roundOnce } from './narrow.ts';

/** How terms enter: rounded to the format first, or exactly into the addition. */
export type ProductRule = 'rounded' | 'fused';

/** A summation algorithm in a format: what an answer may equal bit for bit. */
export interface OwnSum {
  /** `sequential-fused`. */
  readonly name: string;
  /** Ends "equal bit for bit to …". */
  readonly words: string;
  readonly accumulator: Format;
  readonly products: ProductRule;
  readonly tree: (n: number, window: WindowShape) => SummationTree;
}

type Scheme = readonly [name: string, words: string, tree: OwnSum['tree']];

const all: readonly Scheme[] = [
  ['sequential', 'a loop over the terms', schemes.sequentialTree],
  ['reversed', 'a loop over the terms from the last to the first', schemes.reversedTree],
  ['pairwise', 'a sum by halves', (n) => schemes.pairwiseTree(n, 'first')],
  ['numpy-pairwise', "NumPy's pairwise sum", schemes.numpyPairwiseTree],
  ...[4, 8, 16, 32].map(
    (lanes): Scheme => [
      `lanes-${lanes}`,
      `a sum in ${lanes} interleaved accumulators`,
      (n) => schemes.lanesTree(n, lanes),
    ],
  ),
  ['column-major', 'a loop over the window column by column', (_, window) => schemes.columnMajorTree(window)],
  [
    'blocked-rows',
    'sums of the rows of the window, then their sum',
    (n, { columns, channels }) => schemes.blockedTree(n, columns * channels),
  ],
  ...[4, 8, 16].map(
    (block): Scheme => [
      `blocked-${block}`,
      `sums of blocks of ${block}, then their sum`,
      (n) => schemes.blockedTree(n, block),
    ],
  ),
  ['superblock-4', 'sums of blocks of 4, then of 4 of these, and so on', (n) => schemes.superblockTree(n, 4)],
];

/** Algorithms with sums in this format, the plainest first. Terms that are exact in it have no fused variant. */
export function ownSums(accumulator: Format, exactTerms: boolean): readonly OwnSum[] {
  const format = nameOf(accumulator);
  return all.flatMap(([name, words, tree]) => {
    const rounded = { name, words: `${words} in ${format}`, accumulator, products: 'rounded', tree } as const;
    if (exactTerms) return [rounded];
    return [
      rounded,
      {
        ...{ name: `${name}-fused`, words: `${words} in ${format} with fused multiply-adds`, accumulator, tree },
        products: 'fused',
      } as const,
    ];
  });
}

/** The sum of products along a tree. An accumulator starts at +0, so that the first product of each is rounded. */
export function sumAlong(
  tree: SummationTree,
  { accumulator, products }: Pick<OwnSum, 'accumulator' | 'products'>,
  left: Float64Array,
  right: Float64Array,
): number {
  const plus = adder(accumulator);
  const enter = (t: number, sum: number): number =>
    products === 'fused'
      ? fusedInto(accumulator, left[t]!, right[t]!, sum)
      : plus(sum, rounded(accumulator, left[t]!, right[t]!));
  return sumProducts(tree, { first: (t) => enter(t, 0), enter, plus });
}

function adder(format: Format): (a: number, b: number) => number {
  if (format.precision === 53) return (a, b) => a + b;
  if (format.precision === 24) return (a, b) => Math.fround(a + b);
  return (a, b) => roundOnce(format, a + b, sumError(a, b, a + b));
}

/** The product, rounded once. Products in binary64 of numbers of narrower formats are exact. */
function rounded(format: Format, x: number, y: number): number {
  const product = x * y;
  return format.precision === 24 ? Math.fround(product) : roundOnce(format, product, 0);
}

function fusedInto(format: Format, x: number, y: number, sum: number): number {
  const product = x * y;
  if (!Number.isFinite(product + sum) || Math.max(Math.abs(x), Math.abs(y)) > mostSplit) return product + sum;
  if (format.precision === 24) return sum32(product, sum);
  if (format.precision < 24) return roundOnce(format, product + sum, sumError(product, sum, product + sum));
  const expansion: number[] = [];
  growExpansion(expansion, productError(x, y, product));
  growExpansion(expansion, product);
  growExpansion(expansion, sum);
  return roundExpansion64(expansion);
}

/** Larger factors cannot be split; none of the known data has them. */
const mostSplit = 2 ** 990;

/** A sum, rounded to the format of an answer. */
export const toFormat = (format: Format, x: number): number =>
  format.precision === 24 ? Math.fround(x) : roundOnce(format, x, 0);
