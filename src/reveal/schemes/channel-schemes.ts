import type { WindowShape } from '../../sums/algorithm.ts';
import { schemes } from './all-schemes.ts';
import type { Scheme } from './scheme.ts';

/** What is done with terms that are in another order than the canonical one: the usual loops, lanes and blocks. */
const manners = [
  'sequential',
  'reversed',
  'pairwise, larger half first',
  'pairwise over blocks of 8 lanes',
  ...[4, 8, 16].map((lanes) => `${lanes} lanes, joined by neighbours, tail after`),
  ...[4, 8, 16].map((lanes) => `${lanes} lanes, joined by halves, tail after`),
  ...[16, 32, 64, 128, 256, 512].map((size) => `blocks of ${size}`),
];

/** Channels that are stored side by side, as vector units take them. */
const blocksOfChannels = [4, 8, 16];

/**
 * Guesses for windows whose terms are not added in canonical order (row, column, channel):
 *
 * - channel first: all rows and columns of one channel, then those of the next. It is that of im2col of NCHW images, as
 *   in ONNX Runtime and PyTorch; MLAS cuts such sums into blocks of 128.
 * - channels in blocks: rows and columns of 4, 8 or 16 channels, which are next to one another, then those of the next
 *   block, as of NCHW8c.
 *
 * None where that is the canonical order.
 */
export function channelSchemes({ rows, columns, channels }: WindowShape): readonly Scheme[] {
  const places = rows * columns;
  if (places === 1 || channels === 1) return [];
  const known = schemes.filter(({ name }) => manners.includes(name));
  const first = known.map(({ name, tree }) => inOrder(`channel first: ${name}`, tree, orderOf(places, channels, 1)));
  const { tree: loop } = known.find(({ name }) => name === 'sequential')!;
  const blocked = blocksOfChannels
    .filter((block) => block < channels)
    .map((block) => inOrder(`channels in blocks of ${block}`, loop, orderOf(places, channels, block)));
  return [...first, ...blocked];
}

/** The canonical numbers of the terms, block of channels after block, place after place. */
function orderOf(places: number, channels: number, block: number): readonly number[] {
  const order: number[] = [];
  for (let from = 0; from < channels; from += block)
    for (let place = 0; place < places; place += 1)
      for (let channel = from; channel < Math.min(channels, from + block); channel += 1)
        order.push(place * channels + channel);
  return order;
}

function inOrder(name: string, tree: Scheme['tree'], order: readonly number[]): Scheme {
  return {
    name,
    tree: (n) => ({ n, children: tree(n).children.map((ids) => ids.map((id) => (id < n ? order[id]! : id))) }),
  };
}
