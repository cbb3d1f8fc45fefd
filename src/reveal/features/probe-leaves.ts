import type { Entry } from '../vectors.ts';
import { largestKept } from './largest-kept.ts';
import { near } from './probe-conditions.ts';
import { begins, rest, type Scene, under, without } from './scene.ts';

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
export async function probeLeaves(scene: Scene, fused: readonly boolean[]): Promise<Leaves> {
  const { tree, questions, conditions, parents } = scene;
  const leaves = Array.from({ length: tree.n }, (_, leaf) => leaf);
  const vectors = leaves.map((leaf) => (k: number) => [under(scene, leaf, 0, 1 - 2 ** -k), ...without(scene, leaf)]);
  const most = conditions.smallInputs ? 11 : 24;
  const isFused = (leaf: number): boolean => fused[parents[leaf]! - tree.n]!;
  const kept = await largestKept(questions, vectors, 1, most, (answer, k, leaf) =>
    near(rest(scene, leaf, answer), -(2 ** -k)),
  );
  const bits = kept.map((k, leaf) => (k === 23 && isFused(leaf) ? 24 : k));
  if (most < 24) return { bits, exact: bits.map(() => true), taken: bits.map(() => false) };
  const full = leaves.filter((leaf) => bits[leaf] === 24);
  const answers = await questions.askEntries(
    full.map((leaf) => {
      const [at, left, right] = under(scene, leaf, 0);
      const product: Entry = isFused(leaf)
        ? [at, left * (1 + 2 ** -12), right * (1 - 2 ** -13)]
        : [at, left * 24929 * 2 ** -14, right * 673 * 2 ** -10];
      return [product, ...without(scene, leaf)];
    }),
  );
  const exact = bits.map(() => false);
  const whole = bits.map(() => true);
  full.forEach((leaf, index) => {
    const left = rest(scene, leaf, answers[index]!);
    exact[leaf] = isFused(leaf) ? left < 2 ** -13 : near(left, 2 ** -24);
    whole[leaf] = !isFused(leaf) || (left < 2 ** -13 && left > 2 ** -13 - 2 ** -23);
  });
  const taken = whole.map((isWhole, leaf) => !isWhole && whole[scene.at.sibling(leaf)!]!);
  return { bits, exact, taken };
}

/** Leaves that lose bits where the others of their addition do not, in an accumulator that begins with them. */
export function takenLeaves(
  scene: Scene,
  { bits, taken: cut }: Leaves,
  precisions: readonly number[],
): readonly boolean[] {
  const taken = bits.map(() => false);
  scene.tree.children.forEach((list, k) => {
    if (!begins(scene, k) || list.length !== 2) return;
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
  scene: Scene,
  { bits }: Leaves,
  taken: readonly boolean[],
): Promise<ReadonlySet<number>> {
  const leaves = bits.flatMap((p, leaf) => (taken[leaf]! && p < 24 && p > 1 ? [leaf] : []));
  const answers = await scene.questions.askEntries(
    leaves.map((leaf) => {
      const [x, y] = justAbove(1 + 2 ** -bits[leaf]!);
      const [at, left, right] = under(scene, leaf, 0);
      return [[at, left * x, right * y] as const, ...without(scene, leaf)];
    }),
  );
  return new Set(leaves.filter((leaf, index) => near(rest(scene, leaf, answers[index]!), 2 ** (1 - bits[leaf]!))));
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
export async function exactTiny({ tree, at, questions, conditions }: Scene): Promise<readonly boolean[]> {
  const leaves = Array.from({ length: tree.n }, (_, leaf) => leaf);
  if (conditions.smallInputs) return leaves.map(() => true);
  const answers = await questions.askEntries(
    leaves.map((leaf): Entry[] => [
      [leaf, 1.5 * 2 ** -75, 2 ** -74],
      [at.rep[at.sibling(leaf)!]!, -(2 ** -75), 2 ** -74],
    ]),
  );
  return leaves.map((leaf) => answers[leaf] === 0);
}
