import { binary32 } from '../../float/format.ts';
import type { FusedAdder } from '../../sums/accumulation.ts';
import type { Entry } from '../oracle.ts';
import { largestKept, near } from './conditions.ts';
import { minusOnSibling, type ProbeContext, remainder, under } from './probe-context.ts';

/** If nothing is truncated this many bits below the largest operand, it is an IEEE addition. */
const farthest = 60;

/**
 * Finds which additions that keep 24 bits, or p < 24 of three or more operands, are fused adders, with their number g
 * of guard bits and how they end; undefined for IEEE additions. A fused adder truncates its operands at 2^-(23 + g) if
 * the largest is 1. What remains
 * on the sibling's side is always a single bit, exact everywhere.
 *
 * - end: 3 + 3 · 2^-23, whose last bit is half of the last place. With three operands it is 1½ + 1½ + 3 · 2^-23, with
 *   two 1½ + (1½ + 3 · 2^-23); no operand is truncated for any g ≥ 0. After subtracting 3, truncation leaves 2^-22, and
 *   a tie to even leaves 2^-21.
 * - g, three or more operands: 1 − 1 + 2^-k is 2^-k for k ≤ 23 + g, and 0 beyond.
 * - g, two operands, truncated at the end: 1 − 2^-k − 1 is −2^-24 for k ≤ 23 + g, and 0 beyond (for k > 24 the exact
 *   difference lies between 1 − 2^-24 and 1).
 * - g, two operands, rounded at the end: 1 − 2^-25 (1 + 2^-j) lies just below halfway between 1 − 2^-24 and 1. The last
 *   bit is kept for 25 + j ≤ 23 + g, and −2^-24 remains. Otherwise the operand is halfway or nothing, 1 is even, and 0
 *   remains. This finds g ≥ 3. 1 − 2^-24 − 1 leaves something for g ≥ 1, and 1 + 1½ · 2^-24 − 1 for g ≥ 2 (otherwise it
 *   is halfway or nothing again).
 * - Narrowed inputs do not let numbers of 24 bits through. Then 1 + 1½ · 2^-24 goes up to 1 + 2^-23 or is truncated,
 *   which tells the end for g ≥ 2. Additions of two operands are taken to be like wider ones, if there are any.
 *
 * - alignment, three or more operands, two of them products: 1.5² − 1.5² + 2^-(p − 1 + g) keeps its last bit if 2.25
 *   counts as 2^0, the product of the powers of two of its factors, and loses it if it counts as 2^1.
 *
 * Of p < 24 bits, p − 1 stands for 23 everywhere. An IEEE addition keeps every bit (numbers of fewer than 24 bits show
 * fewer guard bits). Costs 8 rounds, with a call for every addition.
 */
export async function probeFusedAdders(
  context: ProbeContext,
  precisions: readonly number[],
): Promise<readonly (FusedAdder | undefined)[]> {
  const { tree, oracle, conditions } = context;
  const farthestShown = 24 + conditions.bits;
  const nodes = tree.children.flatMap((list, k) =>
    precisions[k] === 24 || (precisions[k]! < 24 && list.length > 2)
      ? [{ list, id: tree.n + k, last: precisions[k]! - 1 }]
      : [],
  );
  // What is farther does not come through.
  const deepest = Math.min(farthest, context.numbers.depth);
  // Numbers of 24 bits do not come through.
  const isShort = (list: readonly number[]): boolean => conditions.bits < 24 && list.length === 2;
  const ends = await oracle.askEntries(
    nodes.map(({ list, id, last: place }) => {
      const [a, b, c] = list as [number, number, number?];
      if (isShort(list)) return [under(context, a, 0), under(context, b, -24, 1.5), ...minusOnSibling(context, id)];
      const more =
        c === undefined
          ? [under(context, b, 0, 1.5 + 3 * 2 ** -23)]
          : [under(context, b, 0, 1.5), under(context, c, -place, 3)];
      return [under(context, a, 0, 1.5), ...more, ...minusOnSibling(context, id, 3)];
    }),
  );
  const cuts = nodes.map(({ list, id, last }, index) =>
    isShort(list)
      ? remainder(context, id, ends[index]!) === 0
      : near(remainder(context, id, ends[index]!, 3), 2 ** (1 - last)),
  );
  const vectors = nodes.map(({ list, id }, index) => (k: number): readonly Entry[] => {
    const [a, b, c] = list as [number, number, number?];
    if (c !== undefined) return [under(context, a, 0), under(context, b, 0, -1), under(context, c, -k)];
    const small = cuts[index]! ? under(context, b, -k, -1) : under(context, b, -25, -(1 + 2 ** -(k - 25)));
    return [under(context, a, 0), small, ...minusOnSibling(context, id)];
  });
  const least = Math.min(24, ...nodes.map(({ last }) => last + 1));
  const kept = await largestKept(oracle, vectors, least, deepest, (answer, k, index) => {
    const { list, id } = nodes[index]!;
    if (list.length > 2) return near(remainder(context, id, answer, 0), 2 ** -k);
    if (!cuts[index]! && (k < 26 || k > farthestShown)) return k < 26;
    return remainder(context, id, answer) !== 0;
  });
  const few = await oracle.askEntries(
    nodes.flatMap(({ list: [a, b], id }) => [
      [under(context, a!, 0), under(context, b!, -24, -1), ...minusOnSibling(context, id)],
      [under(context, a!, 0), under(context, b!, -24, 1.5), ...minusOnSibling(context, id)],
    ]),
  );
  const found: (FusedAdder | undefined)[] = tree.children.map(() => undefined);
  nodes.forEach(({ list, id, last }, index) => {
    const rounds = list.length === 2 && !cuts[index]!;
    const [first, second] = [few[2 * index]!, few[2 * index + 1]!].map(
      (answer) => remainder(context, id, answer) !== 0,
    );
    const k = rounds && kept[index]! < 26 ? 23 + (first ? 1 : 0) + (second ? 1 : 0) : kept[index]!;
    if (k >= (rounds ? farthestShown : deepest)) return;
    const to = last === 23 ? {} : { to: { ...binary32, precision: last + 1 } };
    found[id - tree.n] = { guardBits: k - last, end: cuts[index]! ? 'toward-zero' : 'nearest-even', ...to };
  });
  await findAlignments(context, found);
  const one = nodes.find(({ list, id }) => list.length > 2 && found[id - tree.n] !== undefined);
  for (const { list, id } of nodes) if (one !== undefined && isShort(list)) found[id - tree.n] = found[one.id - tree.n];
  return found;
}

/** Asks the adders that were found how they align their operands, and adds it to them. */
async function findAlignments(context: ProbeContext, found: (FusedAdder | undefined)[]): Promise<void> {
  const { tree, oracle } = context;
  const asked = tree.children.flatMap((list, k) => {
    const adder = found[k];
    const [a, b] = list.filter((child) => child < tree.n);
    const other = list.find((child) => child !== a && child !== b);
    return adder === undefined || b === undefined || other === undefined ? [] : [{ k, adder, a: a!, b, other }];
  });
  const square = (leaf: number, sign: number): Entry => {
    const [at, left, right] = under(context, leaf, 0, 1.5);
    return [at, sign * left, 1.5 * right];
  };
  const placeOf = ({ guardBits, to = binary32 }: FusedAdder): number => to.precision - 1 + guardBits;
  const answers = await oracle.askEntries(
    asked.map(({ adder, a, b, other }) => [square(a, 1), square(b, -1), under(context, other, -placeOf(adder))]),
  );
  asked.forEach(({ k, adder }, index) => {
    const isKept = near(remainder(context, tree.n + k, answers[index]!, 0), 2 ** -placeOf(adder));
    if (isKept) found[k] = { ...adder, aligns: 'factors' };
  });
}
