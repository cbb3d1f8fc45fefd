import { type Rng, randomOf } from '../inputs/random.ts';
import { cladeHashes, type FlatTree, firstLeavesOf, isBinary, parentsOf } from './flat-tree.ts';
import { sumsOfMasks } from './tree-sums.ts';

/**
 * A few vectors that distinguish guessed trees. Each has masks ±2^100 on one to four pairs of leaves (up to eight in
 * large trees), often at distances of powers of two, as lanes have. Up to 24 other leaves have different powers of two;
 * half of these leaves are near the masks.
 *
 * A unit that meets a live mask is killed in every format. Survivors are distinct powers in a window of 24 bits, and
 * masks are multiples of 2^100. So the sum does not depend on formats, FMA, guard bits or rounding to nearest, and a
 * guess is tested by its own sum. (The exception is a wide addition that is exact: then no guess is right, and none is
 * found.)
 *
 * The vectors are chosen from a random pool: three times the one that leaves the fewest pairs of guesses with equal
 * sums. Guesses with wide additions do not count here: they are few, and the mask traits exclude most of them.
 */
export interface Fingerprint {
  readonly lefts: Float32Array;
  /** The guesses whose sums are the given answers. */
  fitting(answers: Float64Array): readonly FlatTree[];
}

/** A seed with which common trees cost few calls. Every seed is right. */
const fingerprintSeed = 7;

const most = 3;
/**
 * The first guesses are the most common ones. Confusing one of them counts as much as confusing `commonWeight` others.
 */
const commonGuesses = 8;
const commonWeight = 8;

export function fingerprint(n: number, guesses: readonly FlatTree[]): Fingerprint {
  const poolSize = Math.max(8, Math.min(n > 256 ? 192 : 96, Math.ceil(2 ** 20 / n)));
  const rng = randomOf(fingerprintSeed, `fingerprint ${n}`);
  const pool = Array.from({ length: poolSize }, (_, index) => randomVector(rng, n, index));
  const sums = sumsOf(guesses, pool, n);
  const chosen: number[] = [];
  let classes: (readonly number[])[] = [[...guesses.keys()].filter((guess) => isBinary(guesses[guess]!))];
  while (chosen.length < most) {
    const costs = pool.map((_, vector) => costOf(classes, (guess) => sums[guess]![vector]!));
    const best = costs.indexOf(Math.min(...costs));
    chosen.push(best);
    classes = classes.flatMap((members) => [...split(members, (guess) => sums[guess]![best]!).values()]);
  }
  const lefts = new Float32Array(most * n);
  chosen.forEach((vector, call) => {
    lefts.set(pool[vector]!, call * n);
  });
  const fits = (guess: number, answers: Float64Array): boolean =>
    chosen.every((vector, call) => sums[guess]![vector] === answers[call]);
  return { lefts, fitting: (answers) => guesses.filter((_, guess) => fits(guess, answers)) };
}

/** For each guess, the sums of all vectors of the pool. */
function sumsOf(guesses: readonly FlatTree[], pool: readonly Float32Array[], n: number): readonly Float64Array[] {
  const byLeaf = new Float32Array(n * pool.length);
  pool.forEach((vector, index) => {
    for (let leaf = 0; leaf < n; leaf += 1) byLeaf[leaf * pool.length + index] = vector[leaf]!;
  });
  const work = new Float64Array((2 * n - 1) * pool.length);
  return guesses.map((tree) => sumsOfMasks(tree, byLeaf, pool.length, work));
}

/** The cost of the pairs that would still be confused if a sum refined the classes. */
function costOf(classes: readonly (readonly number[])[], sum: (guess: number) => number): number {
  let cost = 0;
  for (const members of classes) {
    if (members.length < 2) continue;
    for (const list of split(members, sum).values()) {
      if (list.length < 2) continue;
      cost += list.reduce((weight, guess) => weight + (guess < commonGuesses ? commonWeight : 1), 0) ** 2;
    }
  }
  return cost;
}

function split(members: readonly number[], sum: (guess: number) => number): Map<number, number[]> {
  const bySum = new Map<number, number[]>();
  for (const guess of members) {
    const value = sum(guess);
    const list = bySum.get(value);
    if (list === undefined) bySum.set(value, [guess]);
    else list.push(guess);
  }
  return bySum;
}

function randomVector(rng: Rng, n: number, index: number): Float32Array {
  const vector = new Float32Array(n);
  const near: number[] = [];
  for (let pair = 0; pair <= index % (n > 1024 ? 8 : 4) && 2 * pair + 3 <= n; pair += 1) {
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

/** The first unused leaf from `leaf` on, with wraparound. */
function free(vector: Float32Array, leaf: number): number {
  let at = leaf;
  while (vector[at] !== 0) at = (at + 1) % vector.length;
  return at;
}

/**
 * A vector on which two different trees have different sums; undefined if the trees are equal. Let v be a node of one
 * tree whose leaves are not a clade of the other. Masks ±2^100 lie on leaves a and b of two children of v. The unit 1
 * lies on a leaf that is under the common ancestor of a and b in only one of the trees. The sums are 0 and 1.
 */
export function separatingVector(one: FlatTree, other: FlatTree): Float32Array | undefined {
  // If one tree only splits wide additions of the other, it has no clade that the other lacks, so both directions are
  // tried.
  return ownClade(one, other) ?? ownClade(other, one);
}

function ownClade(one: FlatTree, other: FlatTree): Float32Array | undefined {
  const { n } = one;
  const clades = new Set(cladeHashes(other));
  const hashes = cladeHashes(one);
  const k = one.children.findIndex((_, index) => !clades.has(hashes[n + index]!));
  if (k < 0) return undefined;
  const first = firstLeavesOf(one);
  const [a, b] = [first[one.children[k]![0]!]!, first[one.children[k]![1]!]!];
  const under = leavesUnder(one, n + k);
  const underOther = leavesUnder(other, commonAncestor(other, a, b));
  for (let leaf = 0; leaf < n; leaf += 1) {
    if (leaf === a || leaf === b || under[leaf] === underOther[leaf]) continue;
    const vector = new Float32Array(n);
    vector[a] = 2 ** 100;
    vector[b] = -(2 ** 100);
    vector[leaf] = 1;
    return vector;
  }
  return undefined;
}

function commonAncestor(tree: FlatTree, a: number, b: number): number {
  const parents = parentsOf(tree);
  const above = new Set<number>();
  for (let id = a; id >= 0; id = parents[id]!) above.add(id);
  let id = b;
  while (!above.has(id)) id = parents[id]!;
  return id;
}

/** For each leaf, 1 if it is under the node. */
function leavesUnder({ n, children }: FlatTree, id: number): Uint8Array {
  const under = new Uint8Array(n + children.length);
  under[id] = 1;
  for (let k = id - n; k >= 0; k -= 1) if (under[n + k] === 1) for (const child of children[k]!) under[child] = 1;
  return under.subarray(0, n);
}
