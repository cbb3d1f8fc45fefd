import type { Accumulation } from '../../sums/accumulation.ts';
import { isWider } from '../../sums/accumulation.ts';
import type { FlatTree } from '../flat-tree.ts';
import { modelOf } from '../model.ts';
import {
  type Entry,
  type Oracle,
  onSibling,
  onTwoChildren,
  type TreeIndex,
  treeIndexOf,
  vectorsOf,
} from '../oracle.ts';
import { compareAnswers, type ModelReplay } from '../replay.ts';
import { largestKept, near } from './conditions.ts';
import { minusOnSibling, type ProbeContext, remainder, under } from './probe-context.ts';
import type { Leaves } from './products.ts';

/**
 * The number of significant bits that every addition keeps (for the root, no more than the result shows). Each vector
 * has 1 under one child, 2^-k under another, and −1 under the sibling of the addition, so that it is the only addition
 * between the two large numbers. With p bits, 1 + 2^-k is exact for k < p, and 2^-k remains: one bit, exact everywhere.
 * For k ≥ p it rounds to 1 or, upward, to 1 + 2^-(p − 1): 0 or at least twice 2^-k remains. Costs 6 or 7 rounds, with a
 * call for every addition.
 */
export async function probePrecisions(context: ProbeContext): Promise<readonly number[]> {
  const { tree, oracle, numbers } = context;
  const nodes = tree.children.map((_, k) => tree.n + k);
  const vectors = nodes.map((id) => (k: number) => {
    const [first, second] = tree.children[id - tree.n]!;
    return [under(context, first!, 0), under(context, second!, -k), ...minusOnSibling(context, id)];
  });
  const kept = await largestKept(oracle, vectors, 1, Math.min(numbers.depth, 70), (answer, k, index) =>
    near(remainder(context, nodes[index]!, answer), 2 ** -k),
  );
  return kept.map((k) => k + 1);
}

/**
 * Which additions have the range of binary16, if any sum has. 2^15 lies under two children and −2^15 under the sibling.
 * 2^16 overflows in binary16, to ∞ or to the largest number; any other format gives 2^15. Costs one round, with a call
 * for every addition.
 */
export async function probeRanges({
  tree,
  at,
  oracle,
  conditions,
  numbers,
}: ProbeContext): Promise<readonly boolean[]> {
  if (!conditions.smallSums) return tree.children.map(() => false);
  const top = 15 - numbers.one;
  const answers = await oracle.askEntries(
    tree.children.map(([first, second], k) => {
      const sibling = at.sibling(tree.n + k);
      const less = sibling === undefined ? [] : [numbers.put(at.rep[sibling]!, top, -1)];
      return [numbers.put(at.rep[first!]!, top), numbers.put(at.rep[second!]!, top), ...less];
    }),
  );
  return tree.children.map((_, k) => answers[k] !== (at.sibling(tree.n + k) === undefined ? 2 ** 16 : 2 ** 15));
}

/**
 * For additions that round to p ≤ 24 bits, the number of bits that they round to first; undefined if there is no first
 * rounding, or if it cannot show. One operand is 1 + 2^-p, halfway between two numbers of p bits; another is a little
 * less than 2^-h. A single rounding goes up to 1 + 2^-(p − 1). If q bits are kept first, the small operand is lost from
 * h = q on, and the tie goes down to 1, which is even. −1 on the sibling leaves 2^-(p − 1) or 0.
 *
 * The tie comes from a leaf that keeps p + 1 bits, from an exact product (24929 · 673 · 2^-24, if p = 24), from two
 * children of an addition that keeps more than p bits, or from two of three operands. Without any of these, all sums
 * have two operands of p bits, and a first rounding to at least 2p + 2 bits changes nothing (Figueroa 1995). A root
 * that keeps the 53 bits of its result is asked in the same way. Costs 7 rounds, with a call for every addition.
 */
export async function probeFirstRoundings(
  context: ProbeContext,
  precisions: readonly number[],
  leaves: Leaves,
  taken: readonly boolean[],
): Promise<readonly (number | undefined)[]> {
  const { tree, oracle, numbers } = context;
  const most = Math.min(70, numbers.depth);
  const nodes = tree.children.flatMap((_, k) => {
    const setting =
      precisions[k]! > 24 ? lastOfWide(context, k, precisions) : halfWay(context, k, precisions, leaves, taken);
    return setting === undefined ? [] : [{ ...setting, k }];
  });
  const vectors = nodes.map(({ tie, small: belowTie, k }) => (h: number) => [
    ...tie,
    belowTie(h),
    ...minusOnSibling(context, tree.n + k),
  ]);
  const kept = await largestKept(oracle, vectors, 1, most, (answer, h, index) => {
    const { k } = nodes[index]!;
    return h <= precisions[k]! + 1 || remainder(context, tree.n + k, answer) > 2 ** -precisions[k]!;
  });
  const first: (number | undefined)[] = tree.children.map(() => undefined);
  nodes.forEach(({ k }, index) => {
    if (kept[index]! < most) first[k] = kept[index]! + 1;
  });
  return first;
}

interface FirstRoundingProbe {
  readonly tie: readonly Entry[];
  /** The small operand: a little less than 2^-h. */
  readonly small: (h: number) => Entry;
}

/**
 * For a root in binary64 with a binary64 result: 1 and 2^-53 (1 + 2^-(h − 53)) under its two children, which is a
 * little above halfway.
 */
function lastOfWide(context: ProbeContext, k: number, precisions: readonly number[]): FirstRoundingProbe | undefined {
  const { n, children } = context.tree;
  if (k !== children.length - 1 || precisions[k] !== 53) return undefined;
  const [first, second] = children[k]!;
  const leaf = first! < n ? first! : second!;
  const other = leaf === first ? second! : first!;
  return {
    tie: [under(context, other, 0)],
    small: (h) => under(context, leaf, -53, h > 54 ? 1 + 2 ** -Math.min(h - 53, 23) : 1.5),
  };
}

function halfWay(
  context: ProbeContext,
  k: number,
  precisions: readonly number[],
  { bits, exact }: Leaves,
  taken: readonly boolean[],
): FirstRoundingProbe | undefined {
  const { n, children } = context.tree;
  const p = precisions[k]!;
  const list = children[k]!;
  const other = (child: number): number => (child === list[0] ? list[1]! : list[0]!);
  const below = (child: number) => (h: number) => under(context, child, -h, 1 - 2 ** -6);
  const long = list.find((child) => child < n && bits[child]! > p && !taken[child]);
  if (long !== undefined) return { tie: [under(context, long, 0, 1 + 2 ** -p)], small: below(other(long)) };
  const product =
    p === 24 && !context.conditions.smallInputs ? list.find((child) => child < n && exact[child]!) : undefined;
  if (product !== undefined) {
    const [at, left, right] = under(context, product, 0);
    return { tie: [[at, left * 24929 * 2 ** -14, right * 673 * 2 ** -10]], small: below(other(product)) };
  }
  const wide = list.find((child) => child >= n && precisions[child - n]! > p);
  if (wide !== undefined) {
    const [first, second] = children[wide - n]!;
    return { tie: [under(context, first!, 0), under(context, second!, -p)], small: below(other(wide)) };
  }
  const [first, second, third] = list;
  if (third === undefined) return undefined;
  return { tie: [under(context, first!, 0), under(context, second!, -p)], small: below(third) };
}

/**
 * Replays vectors on which formats other than binary32 and binary64 show; random vectors hardly ever show them. Counted
 * as checks. Undefined if the black box and the model agree on all.
 *
 * - An addition in binary64: 2^52 + 1 − 2^52 and 2^53 + 1 − 2^53, with the large terms inside the addition and in its
 *   sibling. Only 53 bits give 1 and 0.
 * - An addition that rounds through binary64: s = 1 + 2^-23 and 2^-24 (1 − 2^-36), which 64 bits hold and 53 do not.
 *   The second operand is an exact product, two further operands, or the two sides of a wide child. In binary64 it is
 *   halfway and goes up.
 * - The root, if the result is binary64: 1 + 2^-53 (1 + 2^-23), which 64 bits make halfway.
 * - An addition of three or more terms: 1 − 1 + 2^-60, which a fused adder with fewer than 37 guard bits truncates.
 * - An addition of two terms that rounds to binary32: 1 − 2^-25 (1 + 2^-23) − 1. A fused adder with up to 24 guard bits
 *   truncates the last bit, which makes it a tie.
 * - ∞ · 0 and 0 · ∞ on the first and the last leaf, because a term with a zero may be left out.
 */
export async function confirmFormats(
  tree: FlatTree,
  oracle: Oracle,
  accumulation: Accumulation,
): Promise<ModelReplay | undefined> {
  const { n, children } = tree;
  const at = treeIndexOf(tree);
  // Large trees have only some of their additions tested, the root among them.
  const step = Math.max(1, Math.ceil((vectorsPerNode * n * children.length) / mostNumbers));
  const list = children.flatMap((_, k) =>
    (children.length - 1 - k) % step === 0 ? vectorsFor(tree, at, accumulation, k) : [],
  );
  const zeros = [0, n - 1].flatMap((leaf): Entry[][] => [[[leaf, 0, Infinity]], [[leaf, Infinity, 0]]]);
  const vectors = vectorsOf(n, [...list, ...zeros]);
  const { lefts, rights, count } = vectors;
  const computed = await oracle.check(lefts, rights);
  const found = compareAnswers(computed, modelOf(accumulation)(lefts, rights, n, count), vectors, () => 'directed');
  return found === undefined ? undefined : { cases: count, ...found };
}

const mostNumbers = 2 ** 22;
const vectorsPerNode = 3;

const belowTie = (one: number, other: number): Entry[] => [
  [one, 2 ** -24, 1],
  [other, -(2 ** -60), 1],
];

function vectorsFor(tree: FlatTree, at: TreeIndex, accumulation: Accumulation, k: number): (readonly Entry[])[] {
  const id = tree.n + k;
  const list = tree.children[k]!;
  const format = accumulation.nodes[k]!;
  const large = (power: number): Entry[] => [
    ...onTwoChildren(at, id, 2 ** power, 1),
    ...onSibling(at, id, -(2 ** power), 1),
  ];
  const vectors: (readonly Entry[])[] = format === 'binary64' ? [large(52), large(53)] : [];
  if (list.length > 2) vectors.push([...onTwoChildren(at, id, 1, -1), [at.rep[list[2]!]!, 2 ** -60, 1]]);
  else if (format !== 'binary64')
    vectors.push([...onTwoChildren(at, id, 1, -(2 ** -25) * (1 + 2 ** -23)), ...onSibling(at, id, -1, 1)]);
  if (format === 'binary32') return vectors;
  if (k === tree.children.length - 1) vectors.push(onTwoChildren(at, id, 1, 2 ** -53 * (1 + 2 ** -23)));
  if (list.length > 2)
    vectors.push([[at.rep[list[0]!]!, 1 + 2 ** -23, 1], ...belowTie(at.rep[list[1]!]!, at.rep[list[2]!]!)]);
  for (const child of list) {
    const other = list.find((one) => one !== child)!;
    const start: Entry = [at.rep[other]!, 1 + 2 ** -23, 1];
    if (child < tree.n) vectors.push([start, [child, (1 + 2 ** -18) * 2 ** -24, 1 - 2 ** -18]]);
    else if (isWider(accumulation.nodes[child - tree.n]!))
      vectors.push([start, ...onTwoChildren(at, child, 2 ** -24, -(2 ** -60))]);
  }
  return vectors;
}
