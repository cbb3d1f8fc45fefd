import type { FusedAdder } from '../../sums/accumulation.ts';
import type { Entry } from '../oracle.ts';
import { largestKept, near } from './conditions.ts';
import { minusOnSibling, type ProbeContext, remainder, under } from './probe-context.ts';

/** If nothing is truncated this many bits below the largest operand, it is an IEEE addition. */
const farthest = 60;

/**
 * Finds which additions that keep 24 bits are fused adders, with their number g of guard bits and how they end;
 * undefined for IEEE additions. A fused adder truncates its operands at 2^-(23 + g) if the largest is 1. What remains
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
 * An IEEE addition keeps every bit (numbers of fewer than 24 bits show fewer guard bits). Costs 7 rounds, with a call
 * for every addition.
 */
export async function probeFusedAdders(
  context: ProbeContext,
  precisions: readonly number[],
): Promise<readonly (FusedAdder | undefined)[]> {
  const { tree, oracle, conditions } = context;
  const farthestShown = 24 + conditions.bits;
  const nodes = tree.children.flatMap((list, k) => (precisions[k] === 24 ? [{ list, id: tree.n + k }] : []));
  // Numbers of 24 bits do not come through.
  const isShort = (list: readonly number[]): boolean => conditions.bits < 24 && list.length === 2;
  const ends = await oracle.askEntries(
    nodes.map(({ list, id }) => {
      const [a, b, c] = list as [number, number, number?];
      if (isShort(list)) return [under(context, a, 0), under(context, b, -24, 1.5), ...minusOnSibling(context, id)];
      const last = 3 * 2 ** -23;
      const more =
        c === undefined ? [under(context, b, 0, 1.5 + last)] : [under(context, b, 0, 1.5), under(context, c, -23, 3)];
      return [under(context, a, 0, 1.5), ...more, ...minusOnSibling(context, id, 3)];
    }),
  );
  const cuts = nodes.map(({ list, id }, index) =>
    isShort(list)
      ? remainder(context, id, ends[index]!) === 0
      : near(remainder(context, id, ends[index]!, 3), 2 ** -22),
  );
  const vectors = nodes.map(({ list, id }, index) => (k: number): readonly Entry[] => {
    const [a, b, c] = list as [number, number, number?];
    if (c !== undefined) return [under(context, a, 0), under(context, b, 0, -1), under(context, c, -k)];
    const small = cuts[index]! ? under(context, b, -k, -1) : under(context, b, -25, -(1 + 2 ** -(k - 25)));
    return [under(context, a, 0), small, ...minusOnSibling(context, id)];
  });
  const kept = await largestKept(oracle, vectors, 24, farthest, (answer, k, index) => {
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
  nodes.forEach(({ list, id }, index) => {
    const rounds = list.length === 2 && !cuts[index]!;
    const [first, second] = [few[2 * index]!, few[2 * index + 1]!].map(
      (answer) => remainder(context, id, answer) !== 0,
    );
    const k = rounds && kept[index]! < 26 ? 23 + (first ? 1 : 0) + (second ? 1 : 0) : kept[index]!;
    if (k >= (rounds ? farthestShown : farthest)) return;
    found[id - tree.n] = { guardBits: k - 23, end: cuts[index]! ? 'toward-zero' : 'nearest-even' };
  });
  const one = nodes.find(({ list, id }) => list.length > 2 && found[id - tree.n] !== undefined);
  for (const { list, id } of nodes) if (one !== undefined && isShort(list)) found[id - tree.n] = found[one.id - tree.n];
  return found;
}
