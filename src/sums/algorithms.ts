import { exactDot32, exactDot64 } from '../float/exact-dot.ts';
import type { Arithmetic } from './accumulation.ts';
import type { SummationAlgorithm, WindowShape } from './algorithm.ts';
import { dot2, fabsumBlock, fabsumDot, kahanDot, kleinDot, neumaierDot } from './compensated.ts';
import { type DotProduct, loopAlgorithm, treeAlgorithm } from './make-algorithm.ts';
import {
  blockedTree,
  columnMajorTree,
  lanesTree,
  numpyPairwiseTree,
  pairwiseTree,
  reversedTree,
  sequentialTree,
  superblockTree,
} from './schemes.ts';
import {
  blockedOrder,
  columnMajorOrder,
  lanesOrder,
  numpyPairwiseOrder,
  pairwiseOrder,
  reversedOrder,
  type StreamedOrder,
  sequentialOrder,
  superblockOrder,
} from './stream-schemes.ts';
import type { SummationTree } from './tree.ts';

/** A rule that gives a tree for every n. */
interface TreeScheme {
  /** The first part of the names of its algorithms. */
  readonly name: string;
  /** The name without parameters. Defaults to `name`. */
  readonly scheme?: string;
  readonly lanes?: number;
  readonly block?: number | 'row';
  /** Completes the sentence "Adds the terms …". */
  readonly manner: string;
  readonly tree: (n: number, window: WindowShape) => SummationTree;
  readonly order: StreamedOrder;
  /** Arithmetics besides rounded products and binary64. The variant becomes the last part of the name. */
  readonly variants: readonly Variant[];
}

type Variant = 'fused' | 'wide' | 'rounded-wide' | 'two-roundings';

const loops: readonly Variant[] = ['fused', 'wide'];
const schemes: readonly TreeScheme[] = [
  {
    name: 'sequential',
    manner: 'one after the other, as a plain loop does',
    tree: sequentialTree,
    order: sequentialOrder,
    variants: ['fused', 'wide', 'rounded-wide', 'two-roundings'],
  },
  {
    name: 'reversed',
    manner: 'one after the other, the last one first',
    tree: reversedTree,
    order: reversedOrder,
    variants: loops,
  },
  {
    name: 'column-major',
    manner: 'one after the other, column by column of the window',
    tree: (_, window) => columnMajorTree(window),
    order: columnMajorOrder,
    variants: loops,
  },
  {
    name: 'pairwise',
    manner: 'by halves, the larger half first',
    tree: (n) => pairwiseTree(n, 'first'),
    order: pairwiseOrder('first'),
    variants: [],
  },
  {
    name: 'pairwise-smaller-first',
    manner: 'by halves, the smaller half first',
    tree: (n) => pairwiseTree(n, 'second'),
    order: pairwiseOrder('second'),
    variants: [],
  },
  {
    name: 'numpy-pairwise',
    manner: 'as NumPy reduces an axis: eight accumulators in blocks of up to 128',
    tree: numpyPairwiseTree,
    order: numpyPairwiseOrder,
    variants: [],
  },
  ...[4, 8, 16].map(
    (lanes): TreeScheme => ({
      name: `lanes-${lanes}`,
      scheme: 'lanes',
      lanes,
      manner: `in ${lanes} interleaved accumulators, joined by halves, what is left over one by one`,
      tree: (n) => lanesTree(n, lanes),
      order: lanesOrder(lanes),
      variants: loops,
    }),
  ),
  ...[3, 8].map(
    (block): TreeScheme => ({
      name: `blocked-${block}`,
      scheme: 'blocked',
      block,
      manner: `in blocks of ${block}, and then the sums of the blocks`,
      tree: (n) => blockedTree(n, block),
      order: blockedOrder(() => block),
      variants: ['fused'],
    }),
  ),
  {
    name: 'blocked-rows',
    scheme: 'blocked',
    block: 'row',
    manner: 'in blocks of one row of the window, and then the sums of the rows',
    tree: (n, { columns, channels }) => blockedTree(n, columns * channels),
    order: blockedOrder(({ columns, channels }) => columns * channels),
    variants: ['fused'],
  },
  {
    name: 'superblock-4',
    scheme: 'superblock',
    block: 4,
    manner: 'in blocks of 4, then the sums of blocks in blocks of 4, and so on',
    tree: (n) => superblockTree(n, 4),
    order: superblockOrder(4),
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

function algorithmsOf({ name, scheme = name, manner, variants, ...fields }: TreeScheme): readonly SummationAlgorithm[] {
  const algorithm = (fullName: string, arithmetic: Arithmetic, how: string): SummationAlgorithm =>
    treeAlgorithm({ ...fields, scheme, name: fullName, arithmetic, description: `Adds the terms ${manner}; ${how}.` });
  return [
    algorithm(name, 'rounded-products', 'products and sums rounded to binary32'),
    ...variants.map((variant) =>
      algorithm(`${name}-${variant}`, arithmetics[variant].arithmetic, arithmetics[variant].manner),
    ),
    algorithm(name, 'binary64', 'in binary64, where products are exact'),
  ];
}

interface Loop {
  readonly name: string;
  readonly description: string;
  readonly dot: DotProduct;
  readonly block?: number;
}

const compensated: readonly Loop[] = [
  { name: 'kahan', description: "Kahan's compensated sum of binary32 products, in binary32.", dot: kahanDot },
  { name: 'neumaier', description: "Neumaier's compensated sum of binary32 products, in binary32.", dot: neumaierDot },
  {
    name: 'klein',
    description: "Klein's compensated sum of second order of binary32 products, in binary32.",
    dot: kleinDot,
  },
  {
    name: 'fabsum',
    description:
      'Binary32 products summed in blocks of 8 by a plain loop, and the sums of the blocks by that of Neumaier ' +
      '(Blanchard, Higham and Mary).',
    dot: fabsumDot,
    block: fabsumBlock,
  },
  {
    name: 'dot2',
    description: 'Dot product with compensated products and sums, in binary32 (Ogita, Rump and Oishi).',
    dot: dot2,
  },
];

const exact = { binary32: exactDot32, binary64: exactDot64 };

/** All summation algorithms of lastbit. Each is a subject, `lastbit/<name>`. Names are unique within a format. */
export const algorithms: readonly SummationAlgorithm[] = [
  ...schemes.flatMap(algorithmsOf),
  ...compensated.map(({ dot, ...fields }) =>
    loopAlgorithm({ ...fields, format: 'binary32', summation: 'compensated' }, dot),
  ),
  ...(['binary32', 'binary64'] as const).map((format) =>
    loopAlgorithm(
      {
        name: 'correctly-rounded',
        format,
        summation: 'exact',
        description: `The exact value, rounded once to ${format}.`,
      },
      exact[format],
    ),
  ),
];
