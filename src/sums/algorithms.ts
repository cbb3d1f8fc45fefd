import { exactDot32, exactDot64 } from '../float/exact-dot.ts';
import type { Arithmetic } from './accumulation.ts';
import type { Scheme, SummationAlgorithm, WindowShape } from './algorithm.ts';
import { dot2 } from './dot2.ts';
import { fabsumDot } from './fabsum.ts';
import { kahanDot } from './kahan.ts';
import { kleinDot } from './klein.ts';
import { loopOrder } from './loop-algorithm.ts';
import { neumaierDot } from './neumaier.ts';
import { blockedTree } from './schemes/blocked-tree.ts';
import { columnMajorTree } from './schemes/column-major-tree.ts';
import { lanesTree } from './schemes/lanes-tree.ts';
import { numpyPairwiseTree } from './schemes/numpy-pairwise-tree.ts';
import { pairwiseTree } from './schemes/pairwise-tree.ts';
import { reversedTree, sequentialTree } from './schemes/sequential-tree.ts';
import { superblockTree } from './schemes/superblock-tree.ts';
import type { SummationTree } from './tree.ts';
import { treeOrder } from './tree-algorithm.ts';

interface TreeScheme extends Scheme {
  /** Completes the sentence "Adds the terms …". */
  readonly manner: string;
  readonly tree: (n: number, window: WindowShape) => SummationTree;
  /** The arithmetics beside rounded products and binary64, by what they add to the name. */
  readonly variants: readonly Variant[];
}

type Variant = 'fused' | 'wide' | 'rounded-wide' | 'two-roundings';

const loops: readonly Variant[] = ['fused', 'wide'];
const schemes: readonly TreeScheme[] = [
  {
    name: 'sequential',
    manner: 'one after the other, as a plain loop does',
    tree: sequentialTree,
    variants: ['fused', 'wide', 'rounded-wide', 'two-roundings'],
  },
  { name: 'reversed', manner: 'one after the other, the last one first', tree: reversedTree, variants: loops },
  {
    name: 'column-major',
    manner: 'one after the other, column by column of the window',
    tree: (_, window) => columnMajorTree(window),
    variants: loops,
  },
  { name: 'pairwise', manner: 'by halves, the larger half first', tree: (n) => pairwiseTree(n, 'first'), variants: [] },
  {
    name: 'pairwise-smaller-first',
    manner: 'by halves, the smaller half first',
    tree: (n) => pairwiseTree(n, 'second'),
    variants: [],
  },
  {
    name: 'numpy-pairwise',
    manner: 'as NumPy reduces an axis: eight accumulators in blocks of up to 128',
    tree: numpyPairwiseTree,
    variants: [],
  },
  ...[4, 8, 16].map(
    (lanes): TreeScheme => ({
      name: `lanes-${lanes}`,
      lanes,
      manner: `in ${lanes} interleaved accumulators, joined by halves, what is left over one by one`,
      tree: (n) => lanesTree(n, lanes),
      variants: loops,
    }),
  ),
  ...[3, 8].map(
    (size): TreeScheme => ({
      name: `blocked-${size}`,
      block: size,
      manner: `in blocks of ${size}, and then the sums of the blocks`,
      tree: (n) => blockedTree(n, size),
      variants: ['fused'],
    }),
  ),
  {
    name: 'blocked-rows',
    block: 'row',
    manner: 'in blocks of one row of the window, and then the sums of the rows',
    tree: (n, { columns, channels }) => blockedTree(n, columns * channels),
    variants: ['fused'],
  },
  {
    name: 'superblock-4',
    block: 4,
    manner: 'in blocks of 4, then the sums of blocks in blocks of 4, and so on',
    tree: (n) => superblockTree(n, 4),
    variants: [],
  },
];

const arithmetics: Readonly<Record<Variant, { readonly arithmetic: Arithmetic; readonly manner: string }>> = {
  fused: { arithmetic: 'fused', manner: 'with fused multiply-adds in binary32' },
  wide: { arithmetic: 'wide', manner: 'with exact products in binary64, rounded to binary32 at the end' },
  'rounded-wide': {
    arithmetic: 'rounded-products-wide',
    manner: 'with binary32 products in binary64, rounded to binary32 at the end',
  },
  'two-roundings': {
    arithmetic: 'two-roundings',
    manner: 'as Math.fround(sum + x * y), which rounds twice and is no fused multiply-add',
  },
};

function ordersOf({ manner, tree, variants, ...scheme }: TreeScheme): readonly SummationAlgorithm[] {
  const { name } = scheme;
  const sentence = (how: string): string => `Adds the terms ${manner}; ${how}.`;
  return [
    treeOrder(name, scheme, 'rounded-products', sentence('products and sums rounded to binary32'), tree),
    ...variants.map((variant) =>
      treeOrder(
        `${name}-${variant}`,
        scheme,
        arithmetics[variant].arithmetic,
        sentence(arithmetics[variant].manner),
        tree,
      ),
    ),
    treeOrder(name, scheme, 'binary64', sentence('in binary64, where products are exact'), tree),
  ];
}

/** Every order that we know, and can compute: the subjects `lastbit/<name>`. Names are unique within a format. */
export const algorithms: readonly SummationAlgorithm[] = [
  ...schemes.flatMap(ordersOf),
  loopOrder('kahan', 'binary32', 'compensated', "Kahan's compensated sum of binary32 products, in binary32.", kahanDot),
  loopOrder(
    'neumaier',
    'binary32',
    'compensated',
    "Neumaier's compensated sum of binary32 products, in binary32.",
    neumaierDot,
  ),
  loopOrder(
    'klein',
    'binary32',
    'compensated',
    "Klein's compensated sum of second order of binary32 products, in binary32.",
    kleinDot,
  ),
  loopOrder(
    'fabsum',
    'binary32',
    'compensated',
    'Binary32 products summed in blocks of 8 by a plain loop, and the sums of the blocks by that of Neumaier (Blanchard, Higham and Mary).',
    fabsumDot,
  ),
  loopOrder(
    'dot2',
    'binary32',
    'compensated',
    'Dot product with compensated products and sums, in binary32 (Ogita, Rump and Oishi).',
    dot2,
  ),
  loopOrder('correctly-rounded', 'binary32', 'exact', 'The exact value, rounded once to binary32.', exactDot32),
  loopOrder('correctly-rounded', 'binary64', 'exact', 'The exact value, rounded once to binary64.', exactDot64),
];
