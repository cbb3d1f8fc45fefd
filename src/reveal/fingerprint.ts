import { cladeHashes, type FlatTree, firstLeavesOf, isBinary, parentsOf } from './flat-tree.ts';
import { smallRng } from './small-rng.ts';
import { sumsOfMasks } from './tree-sums.ts';

/**
 * A few vectors that tell guesses apart: masks ±2^100 on one to four pairs of leaves (of large trees up to eight), often at distances of powers of two
 * (lanes),
 * and up to 24 different powers of two on other leaves, half of them near the masks. A unit that meets a live mask is killed in every format,
 * survivors are distinct powers in a window of 24 bits, and masks are multiples of 2^100: so the sum does not depend on
 * formats, FMA, guard bits or the rounding to nearest, and a guess is tested by comparing with its own sum. (Except where a
 * fused node adds its terms exactly; then no guess is right, and none is found.)
 *
 * The vectors are chosen for the guesses: of a pool of random ones, each time the one that leaves the fewest pairs of
 * guesses with equal sums, three in all. Guesses with wider additions have no say: they are few, and `traits.ts` tells most boxes of
 * theirs.
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
  const poolSize = Math.max(8, Math.min(n > 256 ? 192 : 96, Math.ceil(2 ** 19 / n)));
  const pool = Array.from({ length: poolSize }, (_, index) => randomVector(n, index));
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

/** By guess, the sums of all vectors of the pool. */
function sumsOf(guesses: readonly FlatTree[], pool: readonly Float32Array[], n: number): readonly Float64Array[] {
  const byLeaf = new Float32Array(n * pool.length);
  pool.forEach((vector, index) => {
    for (let leaf = 0; leaf < n; leaf += 1) byLeaf[leaf * pool.length + index] = vector[leaf]!;
  });
  const work = new Float64Array((2 * n - 1) * pool.length);
  return guesses.map((tree) => sumsOfMasks(tree, byLeaf, pool.length, work));
}

/** How much would be confused if the classes were refined by a sum. */
function costOf(classes: readonly (readonly number[])[], sum: (guess: number) => number): number {
  let cost = 0;
  for (const members of classes) {
    if (members.length < 2) continue;
    for (const list of split(members, sum).values()) {
      if (list.length < 2) continue;
      cost += list.reduce((weight, guess) => weight + (guess < usual ? usualWeight : 1), 0) ** 2;
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

function randomVector(n: number, index: number): Float32Array {
  const rng = smallRng(n + 1000 * index);
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

/**
 * A vector on which two different trees have different sums: v is a node of one whose leaves are no clade of the other.
 * Masks ±2^100 on leaves a and b of two of v's children, and the unit 1 on a leaf that lies under the common ancestor of a
 * and b in one tree and not in the other: the sums are 0 and 1. Undefined if the trees are equal.
 */
export function separatingVector(one: FlatTree, other: FlatTree): Float32Array | undefined {
  // Where additions of several terms are divided further, one has no clade of its own.
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

/** By leaf, 1 if it is under the node. */
function leavesUnder({ n, children }: FlatTree, id: number): Uint8Array {
  const under = new Uint8Array(n + children.length);
  under[id] = 1;
  for (let k = id - n; k >= 0; k -= 1) if (under[n + k] === 1) for (const child of children[k]!) under[child] = 1;
  return under.subarray(0, n);
}
