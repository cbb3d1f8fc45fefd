import { binary16, binary32, type Format } from '../../float/format.ts';
import type { Accumulation } from '../../sums/accumulation.ts';
import { bitsOfRange } from '../../sums/narrow-inputs.ts';
import type { Entry } from '../oracle.ts';
import { largestKept, near } from './conditions.ts';
import { addsTermsOnly, minusOnSibling, type ProbeContext, remainder, under } from './probe-context.ts';

/**
 * Finds whether inputs are narrowed, or products rounded to fewer bits than binary32, if no leaf keeps more than q < 24
 * bits. Costs 1 or 2 calls.
 *
 * - (1 + 2^-a)(1 − 2^-a) − 1 with a + 1 ≤ q < 2a ≤ 24: both factors have at most q bits, and their product has 2a,
 *   which binary32 holds. −2^-2a remains if the product keeps its bits, so that it was the inputs that lost some. 0
 *   remains if the product was rounded to q bits.
 * - 1 + 2^-q + 2^-23 (or 1 + 2^-q if q = 23) becomes 1 + 2^-(q − 1) if inputs are rounded to nearest, and 1 if they are
 *   truncated.
 */
export async function probeInputFormat(
  context: ProbeContext,
  { bits }: Leaves,
  taken: readonly boolean[],
): Promise<Pick<Accumulation, 'inputs' | 'productFormat'>> {
  const leaf = bits.findIndex((_, index) => !taken[index]);
  const q = Math.max(...bits);
  if (context.conditions.smallInputs) {
    const range = context.conditions.inputRange ?? 'binary16';
    const bits = bitsOfRange[range];
    return { inputs: { bits, rounding: await inputRounding(context, leaf, bits), range } };
  }
  if (q >= 24 || q < 3) return {};
  const a = Math.min(q - 1, 12);
  const [at, left, right] = under(context, leaf, 0);
  const [answer] = await context.oracle.askEntries([
    [[at, left * (1 + 2 ** -a), right * (1 - 2 ** -a)], ...minusOnSibling(context, leaf)],
  ]);
  if (2 * a > q && !near(remainder(context, leaf, answer!), -(2 ** (-2 * a))))
    return { productFormat: { ...formatWith(context), precision: q } };
  return { inputs: { bits: q, rounding: await inputRounding(context, leaf, q) } };
}

const formatWith = ({ conditions }: ProbeContext): Format => (conditions.smallSums ? binary16 : binary32);

async function inputRounding(
  context: ProbeContext,
  leaf: number,
  bits: number,
): Promise<'nearest-even' | 'toward-zero'> {
  const above = 1 + 2 ** -bits + (bits < 23 ? 2 ** -23 : 0);
  const [answer] = await context.oracle.askEntries([
    [under(context, leaf, 0, above), ...minusOnSibling(context, leaf)],
  ]);
  return near(remainder(context, leaf, answer!), 2 ** (1 - bits)) ? 'nearest-even' : 'toward-zero';
}

/** What becomes of each product before it meets others. */
export interface Leaves {
  /** The significant bits that it keeps; 24 if a single factor loses none. */
  readonly bits: readonly number[];
  /** Whether it enters its addition exactly; false if it has lost bits anyway. */
  readonly exact: readonly boolean[];
  /** For two leaves of a fused adder, the one that loses bits before: it was added to a zero first. */
  readonly taken: readonly boolean[];
}

/**
 * Finds what becomes of each product.
 *
 * - bits: 1 − 2^-k, of k bits, on the leaf, and −1 on its sibling. −2^-k remains if all k bits were kept. Otherwise the
 *   numbers nearest to 1 − 2^-k are 1 and one at least twice as far away (a fused adder without guard bits truncates
 *   the 24th bit). Costs 5 rounds, with a call for every leaf.
 * - exact, if 24 bits are kept: as in ieee.ts, 1 + 2^-24 = 24929 · 673 · 2^-24 on the leaf and −1 on the sibling leave
 *   2^-24 if the product is exact. A fused adder may truncate it. There the product is 1 + 2^-13 − 2^-25 = (1 +
 *   2^-12)(1 − 2^-13), which binary32 rounds to 1 + 2^-13, and which truncation at 2^-25 or above makes smaller. In the
 *   range of binary16 both factors have 11 bits, and their products are exact in binary32 anyway.
 */
export async function probeLeaves(context: ProbeContext, fused: readonly boolean[]): Promise<Leaves> {
  const { tree, oracle, conditions, parents } = context;
  const leaves = Array.from({ length: tree.n }, (_, leaf) => leaf);
  const vectors = leaves.map((leaf) => (k: number) => [
    under(context, leaf, 0, 1 - 2 ** -k),
    ...minusOnSibling(context, leaf),
  ]);
  const most = conditions.smallInputs ? bitsOfRange[conditions.inputRange ?? 'binary16'] : 24;
  const isFused = (leaf: number): boolean => fused[parents[leaf]! - tree.n]!;
  const kept = await largestKept(oracle, vectors, 1, most, (answer, k, leaf) =>
    near(remainder(context, leaf, answer), -(2 ** -k)),
  );
  const bits = kept.map((k, leaf) => (k === 23 && isFused(leaf) ? 24 : k));
  if (most < 24) return { bits, exact: bits.map(() => true), taken: bits.map(() => false) };
  const full = leaves.filter((leaf) => bits[leaf] === 24);
  const answers = await oracle.askEntries(
    full.map((leaf) => {
      const [at, left, right] = under(context, leaf, 0);
      const product: Entry = isFused(leaf)
        ? [at, left * (1 + 2 ** -12), right * (1 - 2 ** -13)]
        : [at, left * 24929 * 2 ** -14, right * 673 * 2 ** -10];
      return [product, ...minusOnSibling(context, leaf)];
    }),
  );
  const exact = bits.map(() => false);
  const whole = bits.map(() => true);
  full.forEach((leaf, index) => {
    const left = remainder(context, leaf, answers[index]!);
    exact[leaf] = isFused(leaf) ? left < 2 ** -13 : near(left, 2 ** -24);
    whole[leaf] = !isFused(leaf) || (left < 2 ** -13 && left > 2 ** -13 - 2 ** -23);
  });
  const taken = whole.map((isWhole, leaf) => !isWhole && whole[context.at.sibling(leaf)!]!);
  return { bits, exact, taken };
}

/** Leaves that lose bits, although the others of their addition do not, because their accumulator takes them first. */
export function takenLeaves(
  context: ProbeContext,
  { bits, taken: cut }: Leaves,
  precisions: readonly number[],
): readonly boolean[] {
  const taken = bits.map(() => false);
  context.tree.children.forEach((list, k) => {
    if (!addsTermsOnly(context, k) || list.length !== 2) return;
    const [a, b] = list as readonly [number, number];
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const)
      taken[one] = cut[one]! || (bits[one]! < bits[other]! && bits[one]! === precisions[k]);
  });
  return taken;
}

/**
 * Which products are exact before an addition to a zero rounds them to p < 24 bits. The product x · y = 1 + 2^-p + δ
 * has 0 < δ < 2^-25. Binary32 rounds it to halfway between two numbers of p bits, and that becomes 1, which is even.
 * The exact product becomes 1 + 2^-(p − 1). −1 lies on the sibling. If all rounding has one direction, the difference
 * never shows. Costs one round.
 */
export async function exactTaken(
  context: ProbeContext,
  { bits }: Leaves,
  taken: readonly boolean[],
): Promise<ReadonlySet<number>> {
  const leaves = bits.flatMap((p, leaf) => (taken[leaf]! && p < 24 && p > 1 ? [leaf] : []));
  const answers = await context.oracle.askEntries(
    leaves.map((leaf) => {
      const [x, y] = justAbove(1 + 2 ** -bits[leaf]!);
      const [at, left, right] = under(context, leaf, 0);
      return [[at, left * x, right * y] as const, ...minusOnSibling(context, leaf)];
    }),
  );
  return new Set(
    leaves.filter((leaf, index) => near(remainder(context, leaf, answers[index]!), 2 ** (1 - bits[leaf]!))),
  );
}

/** Two factors of 24 bits whose product is less than 2^-25 above a number of at most 24 bits. */
function justAbove(target: number): readonly [number, number] {
  for (let k = 1; ; k += 2) {
    const y = 1 + k * 2 ** -12;
    const x = Math.fround(target / y);
    const excess = x * y - target;
    if (excess > 0 && excess < 2 ** -25) return [x, y];
  }
}

/**
 * Which products of narrowed inputs are exact; they are too short for the other probes. Costs one round.
 *
 * If sums are kept below 2^-126: 1½ · 2^-149 lies on the leaf and −2^-149 on its sibling. A rounded product is 2 ·
 * 2^-149 (a tie, to even) and leaves 2^-149. An exact one leaves half of that, a tie that goes to 0. In the range of
 * binary16 all products are exact.
 *
 * If sums are flushed, but products are not: 2^-126 + 2^-149, which is odd, comes from two terms that meet before they
 * meet the leaf, or with it, and 2^-150 lies on the leaf. A rounded product is 0 (a tie, to even); an exact one is half
 * an ulp and makes 2^-126 + 2^-148. Both orders of the two are asked, because the first term of an accumulator may be
 * flushed. A leaf that meets another leaf alone has no such terms: in their sum, which has an even last place, nothing
 * shows. It is taken to be like the others. If products are flushed, exact ones are those that do not vanish.
 */
export async function exactTiny(
  context: ProbeContext,
  { flush, lost }: Pick<Accumulation, 'flush'> & { readonly lost: readonly boolean[] },
): Promise<readonly boolean[]> {
  const { tree, at, oracle, conditions } = context;
  const leaves = Array.from({ length: tree.n }, (_, leaf) => leaf);
  if (conditions.smallInputs) return leaves.map(() => true);
  if (flush.products) return lost.map((isLost) => !isLost);
  if (flush.sums) return exactBesideOdd(context, leaves);
  const answers = await oracle.askEntries(
    leaves.map((leaf): Entry[] => [
      [leaf, 1.5 * 2 ** -75, 2 ** -74],
      [at.rep[at.sibling(leaf)!]!, -(2 ** -75), 2 ** -74],
    ]),
  );
  return leaves.map((leaf) => answers[leaf] === 0);
}

async function exactBesideOdd(
  { tree, at, oracle, parents }: ProbeContext,
  leaves: readonly number[],
): Promise<readonly boolean[]> {
  // A number below 2^-126 must meet the large one first, or it is flushed on its way. Some addition has such a leaf.
  const pairUnder = (children: readonly number[]): readonly number[] => {
    if (children.length === 1) return children[0]! < tree.n ? [] : pairUnder(at.children(children[0]!));
    const small = children.find((child) => child < tree.n);
    if (small === undefined) return pairUnder(at.children(children[0]!));
    return [children.find((child) => child !== small)!, small];
  };
  const pairOf = (leaf: number): readonly number[] =>
    pairUnder(at.children(parents[leaf]!).filter((child) => child !== leaf));
  const asked = leaves.filter((leaf) => pairOf(leaf).length === 2);
  const answers = await oracle.askEntries(
    asked.flatMap((leaf) => {
      const [one, other] = pairOf(leaf).map((id) => at.rep[id]!) as [number, number];
      const vector = (large: number, small: number): Entry[] => [
        [large, 2 ** -126, 1],
        [small, 2 ** -75, 2 ** -74],
        [leaf, 2 ** -75, 2 ** -75],
      ];
      return [vector(one, other), vector(other, one)];
    }),
  );
  const even = 2 ** -126 + 2 ** -148;
  const known = new Map(asked.map((leaf, k) => [leaf, answers[2 * k] === even || answers[2 * k + 1] === even]));
  const isUsual = [...known.values()].filter((isExact) => isExact).length * 2 >= known.size;
  return leaves.map((leaf) => known.get(leaf) ?? isUsual);
}

/**
 * Which first terms of accumulators that start with +0 are exact products, if no bits tell. −2^-160 lies on the term,
 * and on all others whose sum is rounded to at most 24 bits before it meets the sum of this term. The rest has −0 = −1
 * · 0. An exact first term makes a negative number, which is rounded to −0. A rounded one is −0, and adding +0 makes it
 * +0. What is added on the way is also −0 if some exact product made it negative; if not, it is +0, and the difference
 * shows nowhere. Not asked if a rounding is downward, where such a number is not rounded to zero. Costs one round.
 */
export async function exactBySign(context: ProbeContext, precisions: readonly number[]): Promise<ReadonlySet<number>> {
  const { tree, oracle, conditions, parents } = context;
  const { n, children } = tree;
  if (conditions.bias !== 0 || conditions.smallInputs || conditions.rounding === 'down') return new Set();
  const isNarrow = (id: number): boolean => precisions[id - n]! <= 24;
  const pathFrom = (id: number): readonly number[] => {
    const path: number[] = [];
    for (let at = id; at >= 0; at = parents[at]!) path.push(at);
    return path;
  };
  const asked = children.flatMap((list, k) => {
    if (list.length !== 2 || !addsTermsOnly(context, k) || !isNarrow(n + k)) return [];
    const path = new Set(pathFrom(n + k));
    return list.map((leaf) => ({ leaf, path }));
  });
  const answers = await oracle.askEntries(
    asked.map(({ leaf, path }) =>
      Array.from({ length: n }, (_, other): Entry => {
        const way = pathFrom(parents[other]!);
        const before = way.slice(
          0,
          way.findIndex((step) => path.has(step)),
        );
        return other === leaf || before.some(isNarrow) ? [other, -(2 ** -80), 2 ** -80] : [other, -1, 0];
      }),
    ),
  );
  return new Set(asked.filter((_, index) => Object.is(answers[index], -0)).map(({ leaf }) => leaf));
}
