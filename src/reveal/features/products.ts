import { binary16, binary32, type Format } from '../../float/format.ts';
import type { Accumulation } from '../../sums/accumulation.ts';
import type { Entry } from '../oracle.ts';
import { largestKept, near } from './conditions.ts';
import { addsTermsOnly, minusOnSibling, type ProbeContext, remainder, under } from './probe-context.ts';

/**
 * Whether inputs are narrowed, or products rounded to fewer bits than binary32, where no leaf keeps more than q < 24 bits; 1 or 2 calls.
 * - (1 + 2^-a)(1 − 2^-a) − 1 with a + 1 ≤ q < 2a ≤ 24: both factors have at most q bits, their product 2a, which binary32 holds. −2^-2a is
 *   left if the product is not rounded to fewer, so that it was the inputs that lost bits; 0 if it was rounded to q bits.
 * - 1 + 2^-q + 2^-23 (1 + 2^-q if q is 23) comes up to 1 + 2^-(q − 1) where inputs are rounded to nearest, and goes down to 1 where they
 *   are cut.
 */
export async function probeInputFormat(
  context: ProbeContext,
  { bits }: Leaves,
  taken: readonly boolean[],
): Promise<Pick<Accumulation, 'inputs' | 'productFormat'>> {
  const leaf = bits.findIndex((_, index) => !taken[index]);
  const q = Math.max(...bits);
  if (context.conditions.smallInputs)
    return { inputs: { bits: 11, rounding: await inputRounding(context, leaf, 11), range: 'binary16' } };
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
  /** Significant bits that are left of it, 24 where none is lost of a single factor. */
  readonly bits: readonly number[];
  /** Whether it enters its addition exactly; false where it has lost bits anyway. */
  readonly exact: readonly boolean[];
  /** Of two leaves of a fused adder the one that is cut or rounded before: it was added to a zero first. */
  readonly taken: readonly boolean[];
}

/**
 * - bits: 1 − 2^-k, of k bits, on the leaf, and −1 on its sibling: −2^-k is left if all k bits were, else the nearest numbers to 1 − 2^-k
 *   are 1 and what is at least twice as far from it (a fused adder without guard bits cuts the 24th). 5 rounds of a call for every leaf.
 * - exact, where 24 bits are left: as in probe-arithmetic.ts, 1 + 2^-24 = 24929 · 673 · 2^-24 on the leaf and −1 on the sibling: 2^-24 is
 *   left of an exact product. A fused adder may cut it, so there 1 + 2^-13 − 2^-25 = (1 + 2^-12)(1 − 2^-13), which is nearest to 1 + 2^-13
 *   in binary32 and below it when cut at 2^-25 or before. In the range of binary16 both factors have 11 bits, and their products are exact
 *   in binary32 anyway.
 */
export async function probeLeaves(context: ProbeContext, fused: readonly boolean[]): Promise<Leaves> {
  const { tree, oracle, conditions, parents } = context;
  const leaves = Array.from({ length: tree.n }, (_, leaf) => leaf);
  const vectors = leaves.map((leaf) => (k: number) => [
    under(context, leaf, 0, 1 - 2 ** -k),
    ...minusOnSibling(context, leaf),
  ]);
  const most = conditions.smallInputs ? 11 : 24;
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

/** Leaves that lose bits where the others of their addition do not, in an accumulator that begins with them. */
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
 * Which products that are rounded to p < 24 bits by an addition to a zero are exact before: x · y = 1 + 2^-p + δ with 0 < δ < 2^-25, which
 * binary32 rounds to half way between two numbers of p bits, and that to 1, which is even; the exact product goes up to 1 + 2^-(p − 1). −1
 * on the sibling. Where all rounding is in one direction it never shows. One round.
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

/** Two factors of 24 bits whose product is above a number of at most 24 bits, by less than 2^-25. */
function justAbove(target: number): readonly [number, number] {
  for (let k = 1; ; k += 2) {
    const y = 1 + k * 2 ** -12;
    const x = Math.fround(target / y);
    const excess = x * y - target;
    if (excess > 0 && excess < 2 ** -25) return [x, y];
  }
}

/**
 * Which products of narrowed inputs, too short for the other probes, are exact: 1½ · 2^-149 on the leaf and −2^-149 on its sibling. A
 * product that is rounded is 2 (a tie, to even), and leaves 2^-149; an exact one leaves half of that, a tie to 0. Where tiny numbers are
 * flushed they tell nothing, nor in the range of binary16, where all are exact. One round.
 */
export async function exactTiny({ tree, at, oracle, conditions }: ProbeContext): Promise<readonly boolean[]> {
  const leaves = Array.from({ length: tree.n }, (_, leaf) => leaf);
  if (conditions.smallInputs) return leaves.map(() => true);
  const answers = await oracle.askEntries(
    leaves.map((leaf): Entry[] => [
      [leaf, 1.5 * 2 ** -75, 2 ** -74],
      [at.rep[at.sibling(leaf)!]!, -(2 ** -75), 2 ** -74],
    ]),
  );
  return leaves.map((leaf) => answers[leaf] === 0);
}

/**
 * Which first terms of accumulators that begin with +0 are exact products, where no bits tell: −2^-160 on the term, and −2^-160 on all
 * others whose sum is rounded to at most 24 bits before it is added to the sum of this one on the way up, −0 = −1 · 0 on the rest. An exact
 * first term makes a number below zero, which is rounded to −0; one rounded on its own is −0, and comes to +0. What is added on the way is
 * −0 as well if some exact product made it a number below zero; where it is not, it comes to +0, and the difference shows nowhere. Not
 * asked where a rounding is downward, where such a number is not rounded to zero. One round.
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
