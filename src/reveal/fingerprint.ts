import type { FlatTree } from './flat-tree.ts';
import { smallRng } from './small-rng.ts';
import { sumInBinary32 } from './sum-in-binary32.ts';

/**
 * A few vectors that tell guesses apart: masks ±2^100 on one to four pairs of leaves, often at distances of powers of two
 * (lanes),
 * and up to 24 different powers of two on other leaves, half of them near the masks. A unit that meets a live mask is killed in every format,
 * survivors are distinct powers in a window of 24 bits, and masks are multiples of 2^100: so the sum does not depend on
 * formats, FMA or the rounding to nearest, and a guess is tested by comparing with its sum in binary32. (Except where a
 * fused node adds its terms exactly; then no guess is right, and none is found.)
 *
 * The vectors are chosen for the guesses: of a pool of random ones, each time the one that leaves the fewest pairs of
 * guesses with equal sums, at most three.
 */
export interface Fingerprint {
  readonly lefts: Float32Array;
  /** The guesses whose sums are the answers given. */
  fitting(answers: Float64Array): readonly FlatTree[];
}

const most = 3;
/** The first guesses are the usual ones: to confuse one of them counts as much as to confuse so many others. */
const usual = 8;
const usualWeight = 8;

export function fingerprint(n: number, guesses: readonly FlatTree[]): Fingerprint {
  const vectors: Float32Array[] = [];
  const weights = new Map(guesses.map((tree, index) => [tree, index < usual ? usualWeight : 1]));
  const cost = (classes: readonly (readonly FlatTree[])[]): number =>
    classes.reduce((sum, members) => sum + members.reduce((weight, tree) => weight + weights.get(tree)!, 0) ** 2, 0);
  const work = new Float64Array(2 * n);
  const poolSize = Math.min(96, Math.ceil(2 ** 17 / n));
  let classes: (readonly FlatTree[])[] = [guesses];
  for (let call = 0; call < most && classes.length > 0; call += 1) {
    const splits = Array.from({ length: poolSize }, (_, index) => {
      const vector = randomVector(n, call * poolSize + index);
      return { vector, classes: split(classes, (tree) => sumInBinary32(tree, vector, 0, work)) };
    });
    const best = splits.reduce((a, b) => (cost(b.classes) < cost(a.classes) ? b : a));
    vectors.push(best.vector);
    classes = best.classes;
  }
  const lefts = new Float32Array(vectors.length * n);
  vectors.forEach((vector, call) => {
    lefts.set(vector, call * n);
  });
  const fits = (tree: FlatTree, answers: Float64Array): boolean =>
    vectors.every((_, call) => sumInBinary32(tree, lefts, call * n, work) === answers[call]);
  return { lefts, fitting: (answers) => guesses.filter((tree) => fits(tree, answers)) };
}

/** The classes refined by a sum; those of one member are done with. */
function split(classes: readonly (readonly FlatTree[])[], sum: (tree: FlatTree) => number): (readonly FlatTree[])[] {
  return classes.flatMap((members) => {
    const bySum = new Map<number, FlatTree[]>();
    for (const tree of members) {
      const value = sum(tree);
      bySum.set(value, [...(bySum.get(value) ?? []), tree]);
    }
    return [...bySum.values()].filter((list) => list.length > 1);
  });
}

function randomVector(n: number, index: number): Float32Array {
  const rng = smallRng(n + 1000 * index);
  const vector = new Float32Array(n);
  const near: number[] = [];
  for (let pair = 0; pair <= index % 4 && 2 * pair + 3 <= n; pair += 1) {
    const distance = index % 3 === 0 ? 1 + rng.below(n - 1) : 2 ** rng.below(6);
    const plus = free(vector, rng.below(n));
    const minus = free(vector, (plus + distance) % n);
    vector[plus] = 2 ** 100;
    vector[minus] = -(2 ** 100);
    near.push(plus, minus);
  }
  const units = Math.min(24, n - near.length);
  for (let bit = 0; bit < units; bit += 1) {
    const beside = near[rng.below(near.length)]! + n + (1 - 2 * rng.below(2)) * 2 ** rng.below(8);
    vector[free(vector, (bit % 2 === 0 ? beside + n : rng.below(n)) % n)] = 2 ** bit;
  }
  return vector;
}

/** The first leaf from `leaf` on, around the end, that bears nothing. */
function free(vector: Float32Array, leaf: number): number {
  let at = leaf;
  while (vector[at] !== 0) at = (at + 1) % vector.length;
  return at;
}

/** Up to `count` different whole numbers, evenly over from … to − 1. */
export function spread(from: number, to: number, count: number): number[] {
  const room = Math.max(0, to - from);
  const taken = Math.min(room, count);
  return Array.from({ length: taken }, (_, k) => from + Math.floor((k * room) / taken));
}
