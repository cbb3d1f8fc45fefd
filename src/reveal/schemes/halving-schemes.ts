import { laneSum } from './lane-schemes.ts';
import { type Scheme, scheme } from './scheme.ts';
import { range, type TreeBuilder } from './tree-builder.ts';

/** Two halves, each summed the same way; an odd term goes to the first or to the second. */
function halving(builder: TreeBuilder, from: number, to: number, larger: 'first' | 'second', stop: number): number {
  if (to - from <= stop) return builder.chain(range(from, to));
  const middle = from + (larger === 'first' ? Math.ceil((to - from) / 2) : Math.floor((to - from) / 2));
  return builder.add(halving(builder, from, middle, larger, stop), halving(builder, middle, to, larger, stop));
}

/** Eight lanes up to 128 terms, halves of multiples of eight above, fewer than eight terms one after another. */
function eightLaneBlocks(builder: TreeBuilder, from: number, count: number): number {
  if (count < 8) return builder.chain(range(from, from + count));
  if (count <= 128) return laneSum(builder, from, count, 8, 'by neighbours', 'tail after');
  const half = Math.floor(count / 2) - (Math.floor(count / 2) % 8);
  return builder.add(eightLaneBlocks(builder, from, half), eightLaneBlocks(builder, from + half, count - half));
}

/** The usual ones: their order is that of how likely they are. */
export const usualSchemes: readonly Scheme[] = [
  scheme('sequential', (builder, n) => builder.chain(range(0, n))),
  scheme('reversed', (builder, n) => builder.chain(range(0, n).reverse())),
  scheme('pairwise, larger half first', (builder, n) => halving(builder, 0, n, 'first', 1)),
  scheme('pairwise, smaller half first', (builder, n) => halving(builder, 0, n, 'second', 1)),
  scheme('pairwise over blocks of 8 lanes', (builder, n) => eightLaneBlocks(builder, 0, n)),
  scheme('neighbours, level by level', (builder, n) => builder.join(range(0, n), 'by neighbours')),
  scheme('halves, level by level', (builder, n) => builder.join(range(0, n), 'by halves')),
];

export const halvingSchemes: readonly Scheme[] = [2, 4, 8, 16, 32, 64, 128].map((stop) =>
  scheme(`halved down to ${stop}, then sequential`, (builder, n) => halving(builder, 0, n, 'second', stop)),
);
