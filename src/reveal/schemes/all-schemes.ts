import type { WindowShape } from '../../sums/algorithm.ts';
import { algorithms } from '../../sums/algorithms.ts';
import type { SummationTree } from '../../sums/tree.ts';
import { flatTreeOf, treeKey } from '../flat-tree.ts';
import { backwardSchemes, laneSchemes, laneSum, vectorSchemes } from './lane-schemes.ts';
import { type Scheme, scheme, type TreeBuilder, wholeNumbers } from './scheme.ts';

const blockSchemes: readonly Scheme[] = [4, 8, 16, 32, 48, 64, 128, 192, 256, 512].map((size) =>
  scheme(`blocks of ${size}`, (builder, n) =>
    builder.chain(
      wholeNumbers(0, Math.ceil(n / size)).map((block) =>
        builder.chain(wholeNumbers(block * size, Math.min(n, (block + 1) * size))),
      ),
    ),
  ),
);

/**
 * Terms one after another; or, for two lanes, the even and the odd terms of whole eights apart, then the remaining
 * terms.
 */
function loop(builder: TreeBuilder, terms: readonly number[], lanes: 1 | 2): number {
  if (lanes === 1 || terms.length < 8) return builder.chain(terms);
  const whole = terms.length - (terms.length % 8);
  const [even, odd] = [0, 1].map((lane) => builder.chain(terms.slice(0, whole).filter((_, k) => k % 2 === lane)));
  return builder.chain([builder.add(even!, odd!), ...terms.slice(whole)]);
}

/**
 * Blocks as matrix products cut a long sum for their caches. All but the last have the same size: as small as their
 * number allows, or the next multiple of eight but one.
 */
const cacheBlockSchemes: readonly Scheme[] = ([1, 2] as const).flatMap((lanes) => {
  const inner = lanes === 2 ? ', each by even and odd terms of whole eights' : '';
  return [2, 3, 4, 5, 6].flatMap((count) =>
    (['equal', 'nearly equal'] as const).map((how) =>
      scheme(`${count} ${how} blocks${inner}`, (builder, n) => {
        const size =
          how === 'equal' && lanes === 1 ? Math.ceil(n / count) : eights(n / count) + (how === 'equal' ? 0 : 8);
        const blocks = wholeNumbers(0, Math.ceil(n / size)).map((k) =>
          wholeNumbers(k * size, Math.min(n, (k + 1) * size)),
        );
        builder.chain(blocks.map((block) => loop(builder, block, lanes)));
      }),
    ),
  );
});

const evenAndOddScheme: Scheme = scheme('even and odd terms of whole eights, tail after', (builder, n) =>
  loop(builder, wholeNumbers(0, n), 2),
);

const eights = (terms: number): number => Math.ceil(terms / 8) * 8;

/** Two halves, each summed in the same way. An odd term goes to the first or the second half. */
function halving(builder: TreeBuilder, from: number, to: number, larger: 'first' | 'second', stop: number): number {
  if (to - from <= stop) return builder.chain(wholeNumbers(from, to));
  const middle = from + (larger === 'first' ? Math.ceil((to - from) / 2) : Math.floor((to - from) / 2));
  return builder.add(halving(builder, from, middle, larger, stop), halving(builder, middle, to, larger, stop));
}

/** NumPy's pairwise sum: eight lanes up to 128 terms, halves of multiples of eight above, a loop below eight terms. */
function eightLaneBlocks(builder: TreeBuilder, from: number, count: number): number {
  if (count < 8) return builder.chain(wholeNumbers(from, from + count));
  if (count <= 128) return laneSum(builder, from, count, 8, 'by neighbours', 'tail after');
  const half = Math.floor(count / 2) - (Math.floor(count / 2) % 8);
  return builder.add(eightLaneBlocks(builder, from, half), eightLaneBlocks(builder, from + half, count - half));
}

/** The most common schemes, the likeliest first. */
const commonSchemes: readonly Scheme[] = [
  scheme('sequential', (builder, n) => builder.chain(wholeNumbers(0, n))),
  scheme('reversed', (builder, n) => builder.chain(wholeNumbers(0, n).reverse())),
  scheme('pairwise, larger half first', (builder, n) => halving(builder, 0, n, 'first', 1)),
  scheme('pairwise, smaller half first', (builder, n) => halving(builder, 0, n, 'second', 1)),
  scheme('pairwise over blocks of 8 lanes', (builder, n) => eightLaneBlocks(builder, 0, n)),
  scheme('neighbours, level by level', (builder, n) => builder.join(wholeNumbers(0, n), 'by neighbours')),
  scheme('halves, level by level', (builder, n) => builder.join(wholeNumbers(0, n), 'by halves')),
];

const halvingSchemes: readonly Scheme[] = [2, 4, 8, 16, 32, 64, 128].map((stop) =>
  scheme(`halved down to ${stop}, then sequential`, (builder, n) => halving(builder, 0, n, 'second', stop)),
);

/**
 * Additions of several terms with one rounding, as in matrix units: level by level, or with the running sum as one more
 * term.
 */
const fusedSchemes: readonly Scheme[] = [4, 8, 16, 32].flatMap((width) => {
  const groups = (ids: readonly number[]): number[][] =>
    wholeNumbers(0, Math.ceil(ids.length / width)).map((k) => ids.slice(k * width, (k + 1) * width));
  return [
    scheme(`additions of ${width}, level by level`, (builder, n) => {
      let level = wholeNumbers(0, n);
      while (level.length > 1)
        level = groups(level).map((group) => (group.length === 1 ? group[0]! : builder.add(...group)));
    }),
    scheme(`a running sum and ${width} more at a time`, (builder, n) => {
      const [first, ...rest] = groups(wholeNumbers(0, n));
      rest.reduce(
        (sum, group) => builder.add(sum, ...group),
        first!.length === 1 ? first![0]! : builder.add(...first!),
      );
    }),
    scheme(`a running sum of blocks of ${width}, each added at once`, (builder, n) => {
      builder.chain(
        groups(wholeNumbers(0, n)).map((group) => (group.length === 1 ? group[0]! : builder.add(...group))),
      );
    }),
  ];
});

/** All schemes, the simplest names first. A tree that several schemes give is called by the first. */
export const schemes: readonly Scheme[] = [
  ...commonSchemes,
  ...laneSchemes,
  ...blockSchemes,
  ...halvingSchemes,
  ...vectorSchemes,
  ...backwardSchemes,
  evenAndOddScheme,
  ...cacheBlockSchemes,
  ...fusedSchemes,
];

const mostWindowTerms = 1024;

/**
 * The summation schemes of our own algorithms at a window, each once; some of them depend on its rows and columns. None
 * for a sum of fewer than 4 or more than 1,024 terms.
 */
export function windowSchemes(window: WindowShape): readonly Scheme[] {
  const n = window.rows * window.columns * window.channels;
  if (n < 4 || n > mostWindowTerms) return [];
  return algorithms.flatMap(({ name, lanes, arithmetic, tree: treeOf }) => {
    // A scheme has an algorithm for each arithmetic; one of them gives the tree.
    const tree = arithmetic === 'rounded-products' ? treeOf(n, window) : undefined;
    if (tree === undefined) return [];
    const named = lanes === undefined ? name.replaceAll('-', ' ') : `lanes ${lanesOf(tree, n).join(' or ')}`;
    return [{ name: named, tree: () => flatTreeOf(tree, n) }];
  });
}

/** The numbers of lanes that give this tree: 4 and 8 lanes sum 8 to 11 terms alike. */
function lanesOf(tree: SummationTree, n: number): readonly number[] {
  const key = treeKey(flatTreeOf(tree, n));
  return algorithms.flatMap(({ lanes, arithmetic, tree: treeOf }) => {
    const same = lanes !== undefined && arithmetic === 'rounded-products' ? treeOf(n) : undefined;
    return same !== undefined && treeKey(flatTreeOf(same, n)) === key ? [lanes!] : [];
  });
}
