import type { Flush, FusedAdder } from '../../sums/accumulation.ts';
import type { Entry } from '../vectors.ts';
import type { Leaves } from './probe-leaves.ts';
import { begins, type Scene } from './scene.ts';

/** What is flushed to zero, and the leaves that a zero takes first, where tiny numbers tell. */
export interface Tiny {
  readonly flush: Flush;
  readonly taken: readonly boolean[];
}

/** 1½ · 2^-149 − ¾ · 2^-149. */
const tiny = (one: number, other: number): Entry[] => [
  [one, 1.5 * 2 ** -75, 2 ** -74],
  [other, -1.5 * 2 ** -75, 2 ** -75],
];

/**
 * As probe-flush.ts, in one round: 2^-127 · 2^100 on leaf 0; 1½ · 2^-126 − 2^-126 on two children of an addition that keeps at most 24
 * bits; and the product 2^-70 · 2^-57 on every leaf that is rounded, beside 2^-126. Where sums are flushed, the first term of an
 * accumulator that begins with a zero vanishes in its addition: in an addition of two terms alone products are flushed if both vanish, and
 * the one that vanishes alone was taken first. Of two exact products in a fused adder, 1½ · 2^-149 − ¾ · 2^-149 tells whether the second
 * was taken, and so became a multiple of 2^-149 before: cut, ¾ became 0, and 1½ is cut to 1, where 1 − ¾ and 1½ − ¾ are cut to 0; to
 * nearest ¾ became 1, and 1½ − 1 is rounded to 0, where 2 − ¾ and 1½ − ¾ are rounded to 1. Nothing is asked in the range of binary16, where
 * these are zeros, nor beside a constant.
 */
export async function probeTiny(
  { tree, at, questions, conditions }: Scene,
  precisions: readonly number[],
  adders: readonly (FusedAdder | undefined)[],
  { exact }: Leaves,
): Promise<Tiny> {
  const nothing = exact.map(() => false);
  if (conditions.smallInputs || conditions.smallSums || conditions.bias !== 0)
    return { flush: { inputs: false, products: false, sums: false }, taken: nothing };
  const narrow = precisions.findIndex((bits) => bits <= 24);
  const [first, second] = tree.children[Math.max(0, narrow)] as [number, number];
  const leaves = exact.flatMap((isExact, leaf) => (isExact ? [] : [leaf]));
  const pairs = tree.children.flatMap((list, k) =>
    list.length === 2 && begins({ tree }, k) ? [{ one: list[0]!, other: list[1]!, adder: adders[k] }] : [],
  );
  const fused = pairs.filter(({ one, other, adder }) => adder !== undefined && exact[one]! && exact[other]!);
  const [input, sum, ...answers] = await questions.askEntries([
    [[0, 2 ** -127, 2 ** 100]],
    [
      [at.rep[first]!, 1.5 * 2 ** -126, 1],
      [at.rep[second]!, -(2 ** -126), 1],
    ],
    ...leaves.map((leaf): Entry[] => [
      [leaf, 2 ** -70, 2 ** -57],
      [at.rep[at.sibling(leaf)!]!, 2 ** -126, 1],
    ]),
    ...fused.flatMap(({ one, other }) => [tiny(one, other), tiny(other, one)]),
  ]);
  const vanishes = nothing.slice();
  leaves.forEach((leaf, index) => {
    vanishes[leaf] = answers[index] === 2 ** -126;
  });
  const sums = sum === 0;
  const inPairs = new Set(pairs.flatMap(({ one, other }) => [one, other]));
  const elsewhere = leaves.find((leaf) => !inPairs.has(leaf));
  const both = pairs.some(({ one, other }) => vanishes[one]! && vanishes[other]!);
  const flushes = elsewhere !== undefined ? vanishes[elsewhere]! : sums ? both : vanishes.includes(true);
  const taken = vanishes.map((gone, leaf) => sums && !flushes && gone && inPairs.has(leaf));
  fused.forEach(({ one, other, adder }, index) => {
    const isTaken = (answer: number): boolean => (answer === 0) !== (adder?.end === 'toward-zero');
    taken[other] = isTaken(answers[leaves.length + 2 * index]!);
    taken[one] = isTaken(answers[leaves.length + 2 * index + 1]!);
  });
  return { flush: { inputs: input === 0, products: flushes, sums }, taken };
}
