import { type Accumulation, isWider } from '../../sums/accumulation.ts';
import type { FlatTree } from '../flat-tree.ts';
import { modelOf } from '../model.ts';
import type { Questions } from '../probe.ts';
import { differences, type Replay } from '../replay.ts';
import { type Entry, vectorsOf } from '../vectors.ts';
import { beside, type Places, placesOf, two } from './places.ts';

/**
 * Replays of vectors on which other formats than binary32 and binary64 show, which random ones hardly meet; counted as checks, since they
 * decide nothing but whether what was found is believed. Undefined where the engine and the model differ on none.
 * - A node in binary64: 2^52 + 1 − 2^52 and 2^53 + 1 − 2^53, the large ones in the node and in its sibling: 1 and 0 for 53 bits alone.
 * - A node that rounds through binary64: s = 1 + 2^-23 and 2^-24 (1 − 2^-36), which 64 bits hold and 53 do not, from an exact product, two
 *   further operands or the two sides of a wide child: in binary64 it is half way, and goes up.
 * - The root, where the result is binary64: 1 + 2^-53 (1 + 2^-23), which 64 bits make half way.
 * - An addition of three terms or more: 1 − 1 + 2^-60, which a fused adder cuts, if it has fewer than 37 guard bits.
 * - A node of two that rounds to binary32: 1 − 2^-25 (1 + 2^-23) − 1, of which a fused adder with up to 24 guard bits cuts the last bit,
 *   which makes a tie of it.
 */
export async function confirmFormats(
  tree: FlatTree,
  questions: Questions,
  accumulation: Accumulation,
): Promise<Replay | undefined> {
  const { n, children } = tree;
  const at = placesOf(tree);
  // Of large trees some nodes, the root among them.
  const step = Math.max(1, Math.ceil((vectorsPerNode * n * children.length) / mostNumbers));
  const list = children.flatMap((_, k) =>
    (children.length - 1 - k) % step === 0 ? vectorsFor(tree, at, accumulation, k) : [],
  );
  const vectors = vectorsOf(n, list);
  const { lefts, rights, count } = vectors;
  const computed = await questions.check(lefts, rights);
  const found = differences(computed, modelOf(accumulation)(lefts, rights, n, count), vectors, () => 'directed');
  return found === undefined ? undefined : { cases: count, ...found };
}

const mostNumbers = 2 ** 22;
const vectorsPerNode = 3;

const hair = (one: number, other: number): Entry[] => [
  [one, 2 ** -24, 1],
  [other, -(2 ** -60), 1],
];

function vectorsFor(tree: FlatTree, at: Places, accumulation: Accumulation, k: number): (readonly Entry[])[] {
  const id = tree.n + k;
  const list = tree.children[k]!;
  const format = accumulation.nodes[k]!;
  const large = (power: number): Entry[] => [...two(at, id, 2 ** power, 1), ...beside(at, id, -(2 ** power), 1)];
  const vectors: (readonly Entry[])[] = format === 'binary64' ? [large(52), large(53)] : [];
  if (list.length > 2) vectors.push([...two(at, id, 1, -1), [at.rep[list[2]!]!, 2 ** -60, 1]]);
  else if (format !== 'binary64')
    vectors.push([...two(at, id, 1, -(2 ** -25) * (1 + 2 ** -23)), ...beside(at, id, -1, 1)]);
  if (format === 'binary32') return vectors;
  if (k === tree.children.length - 1) vectors.push(two(at, id, 1, 2 ** -53 * (1 + 2 ** -23)));
  if (list.length > 2)
    vectors.push([[at.rep[list[0]!]!, 1 + 2 ** -23, 1], ...hair(at.rep[list[1]!]!, at.rep[list[2]!]!)]);
  for (const child of list) {
    const other = list.find((one) => one !== child)!;
    const start: Entry = [at.rep[other]!, 1 + 2 ** -23, 1];
    if (child < tree.n) vectors.push([start, [child, (1 + 2 ** -18) * 2 ** -24, 1 - 2 ** -18]]);
    else if (isWider(accumulation.nodes[child - tree.n]!))
      vectors.push([start, ...two(at, child, 2 ** -24, -(2 ** -60))]);
  }
  return vectors;
}
