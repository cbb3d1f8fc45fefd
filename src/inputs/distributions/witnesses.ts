import {
  blockedTree,
  lanesTree,
  numpyPairwiseTree,
  pairwiseTree,
  reversedTree,
  sequentialTree,
  superblockTree,
} from '../../sums/schemes.ts';
import type { SummationTree } from '../../sums/tree.ts';
import type { Distribution } from '../distribution.ts';
import { fillWindows, powerOfTwo } from '../fill.ts';
import type { Rng } from '../random.ts';
import { witnessLevels } from '../witness-levels.ts';

/**
 * A product on which a witness is built: pixel · tap is 2^0 plus what its rounding, or that of the sum, should lose.
 */
type Factors = readonly [pixel: number, tap: number];

/** 24929 · 673 = 2^24 + 1: the product rounds to 2^24 with the largest possible relative error, u / (1 + u). */
const tie: Factors = [24929 * 2 ** -12, 673 * 2 ** -12];
/** The same with a pixel of eight bits: 97 · 172961 = 2^24 + 1. */
const pixelTie: Factors = [97, 172961 * 2 ** -24];
const exact: Factors = [1, 1];
/** Just below 1, so that 1 + u times it is not a tie, for arithmetic with another rule for ties. */
const belowOne: Factors = [1, 1 - 2 ** -24];
/** 1 + 2^-23 − 2^-45: a product that is truncated instead of rounded loses nearly a whole ulp. */
const belowUlp: Factors = [1 + 2 ** -22, 1 - 2 ** -23];
/** In place of 2^-24 times 1: half an ulp of 2^53 in 2^24, a tie of binary64 accumulators. */
const binary64Tie: Factors = [2 ** -14, 2 ** -15];
/** Nearly a whole ulp of 1: what a truncating accumulator loses every time. */
const nearlyUlp: Factors = [1, 2 - 2 ** -22];

/** The main term's factors, the others', and for which arithmetic the pair is the worst. */
const kinds: readonly [readonly [Factors, Factors], ...(readonly [Factors, Factors])[]] = [
  [tie, tie], // rounded products
  [tie, tie],
  [tie, exact], // fused multiply-add
  [pixelTie, pixelTie], // rounded products of pixels
  [tie, belowOne], // any rule for ties
  [belowUlp, exact], // a product that is cut off
  [tie, binary64Tie], // binary64 accumulator, rounded once
  [tie, binary64Tie],
  [exact, nearlyUlp], // accumulator that cuts off
  [tie, nearlyUlp], // the same, of rounded products
];

/**
 * The inputs that reach the proven bounds, each for some summation tree: see `witnessLevels` for the construction and
 * why it works. Unknown trees are guessed: sequential and reversed, halving, NumPy's, lanes, blocks, blocks of blocks,
 * and random ones. A wrong guess loses little if it differs only in subtrees off the main path.
 */
export const witnesses: Distribution = {
  name: 'witnesses',
  share: 0.09,
  description:
    'In one window: the worst case of a tree (sequential, reversed, halves, as NumPy does, 4, 8 or 16 lanes, ' +
    'blocks, random) in one of eight arithmetics; positive or negative, scaled by powers of two; beside it zeros, ' +
    'or in a quarter of the batches bell-shaped numbers.',
  fill(rng, shape, images, kernels, count) {
    const background = rng.chance(0.25) ? 'bell' : 'zeros';
    fillWindows(rng, shape, images, kernels, count, build, background);
  },
};

/** The most levels that are filled: a term of 2^-96 times the main one has no visible effect. */
const filledLevels = 4;
const pixelOf = new Float64Array(filledLevels);
const tapOf = new Float64Array(filledLevels);

/**
 * All terms below the main one, or in one case of ten about half of them, in another at most one. Half of the ties of
 * binary64 have at most one, because a second one would reveal the first: a result that is rounded to binary64 and then
 * to binary32 is wrong only if nothing but one tie is below its main term.
 */
function build(rng: Rng, x: Float32Array, y: Float32Array, n: number): void {
  const [main, other] = rng.pick(kinds);
  const levels = drawLevels(rng, n);
  const others = other === binary64Tie && rng.next() < 0 ? 0 : rng.below(10);
  const only = others === 0 ? rng.below(n) : -1;
  const pixels = rng.sign() * powerOfTwo(rng.between(-8, 8));
  const taps = powerOfTwo(rng.between(-8, 8));
  for (let level = 0; level < filledLevels; level++) {
    const factors = level === 0 ? main : other;
    pixelOf[level] = factors[0] * pixels * powerOfTwo(-12 * level);
    tapOf[level] = factors[1] * taps * powerOfTwo(-12 * level);
  }
  for (let t = 0; t < n; t++) {
    const level = levels[t]!;
    const left = others === 0 ? t === only : others > 1 || rng.next() < 0;
    const kept = level === 0 || (level < filledLevels && left);
    x[t] = kept ? pixelOf[level]! : 0;
    y[t] = kept ? tapOf[level]! : 0;
  }
}

type MakeTree = (n: number) => SummationTree;
/** The frequent ones several times. */
const trees: readonly MakeTree[] = [
  sequentialTree,
  sequentialTree,
  (n) => superblockTree(n, 4),
  reversedTree,
  (n) => pairwiseTree(n, 'first'),
  (n) => pairwiseTree(n, 'second'),
  numpyPairwiseTree,
  (n) => lanesTree(n, 4),
  (n) => lanesTree(n, 8),
  (n) => lanesTree(n, 16),
  (n) => blockedTree(n, 3),
  (n) => blockedTree(n, 8),
];
/** For each number of terms, the levels of the trees that have been drawn. */
const known = new Map<number, Int32Array[]>();

function drawLevels(rng: Rng, n: number): Int32Array {
  const choice = rng.below(trees.length + 3);
  if (choice >= trees.length) return randomLevels(rng, n);
  let made = known.get(n);
  if (made === undefined) {
    if (known.size >= 512) known.clear();
    made = [];
    known.set(n, made);
  }
  made[choice] ??= witnessLevels(trees[choice]!(n), n);
  return made[choice];
}

/**
 * The levels of a random tree. It is divided in two at random, and one part is the main one. From level 4 on everything
 * is left out anyway.
 */
function randomLevels(rng: Rng, n: number): Int32Array {
  const levels = new Int32Array(n).fill(4);
  const open: { from: number; to: number; level: number }[] = [{ from: 0, to: n, level: 0 }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { from, to, level } = part;
    if (to - from === 1) levels[from] = level;
    if (to - from === 1 || level >= 4) continue;
    const cut = rng.between(from + 1, to - 1);
    const [first, second] = rng.next() < 0 ? [level, level + 1] : [level + 1, level];
    open.push({ from, to: cut, level: first }, { from: cut, to, level: second });
  }
  return levels;
}
