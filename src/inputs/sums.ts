import type { Sizes } from '../conv/size-range.ts';
import {
  blockedTree,
  lanesTree,
  numpyPairwiseTree,
  pairwiseTree,
  reversedTree,
  sequentialTree,
} from '../sums/schemes.ts';
import { add, foldTree, type SummationTree, term } from '../sums/tree.ts';
import { drawSize } from './aimed-shapes.ts';
import { InputArbitrary } from './arbitrary.ts';
import { powerOfTwo } from './fill.ts';
import { type NumberDistribution, operandDistributions } from './operands.ts';
import type { Rng } from './random.ts';
import { isFinite32, numbersAgainst, shrinkNumbers } from './shrink/numbers.ts';
import { witnessLevels } from './witness-levels.ts';

export interface SumOptions {
  /** Each equally often. Default: `sumDistributions`. */
  readonly distributions?: readonly SumDistribution[] | undefined;
  /** How many terms a sum has, drawn as the sizes of `aimedShapes`. Default: 1 to 32. */
  readonly terms?: Sizes | undefined;
}

/**
 * Sums: 1 to 32 finite binary32 terms, and two trees of additions of two that add them (see `randomSum`).
 *
 * A sum shrinks to fewer terms, which are cut out of both trees, then to simpler numbers as `operands` do.
 */
export function sums(options: SumOptions = {}): InputArbitrary<RandomSum> {
  return new SumArbitrary(options);
}

class SumArbitrary extends InputArbitrary<RandomSum> {
  protected readonly shrinkers = [fewerTerms, simplerTerms];
  private readonly distributions: readonly SumDistribution[];

  private readonly terms: Sizes | undefined;

  constructor({ distributions = sumDistributions, terms }: SumOptions) {
    super();
    this.distributions = distributions;
    this.terms = terms;
  }

  draw(rng: Rng): RandomSum {
    return randomSum(rng, this.distributions[rng.below(this.distributions.length)]!, this.terms);
  }

  accepts(value: unknown): value is RandomSum {
    if (typeof value !== 'object' || value === null || !('terms' in value) || !('trees' in value)) return false;
    const { terms, trees } = value;
    if (!Array.isArray(terms) || terms.length === 0 || !terms.every(isFinite32)) return false;
    return Array.isArray(trees) && trees.length === 2 && trees.every((tree) => isTreeOf(tree, terms.length));
  }

  against({ terms }: RandomSum): (other: RandomSum) => number {
    const numbers = numbersAgainst(terms);
    return (other) => numbers(other.terms);
  }
}

function* fewerTerms(sum: RandomSum): Generator<RandomSum> {
  const { terms } = sum;
  if (terms.length === 1) return;
  if (terms.length > mostTerms) {
    for (let size = terms.length >> 1; size > 0; size >>= 1) {
      for (let from = 0; from < terms.length; from += size) yield withoutTerms(sum, from, from + size);
      if (terms.length / size > mostPortions) return;
    }
  }
  for (const left of terms.keys()) {
    yield withoutTerms(sum, left, left + 1);
  }
}

function* simplerTerms(sum: RandomSum): Generator<RandomSum> {
  for (const terms of shrinkNumbers(sum.terms)) yield { ...sum, terms };
}

/** Portions of the terms that are left out at once, of sums with more than `mostTerms`. */
const mostPortions = 64;

/** A sum without the terms from … to − 1; not all of its terms. */
function withoutTerms(sum: RandomSum, from: number, to: number): RandomSum {
  const [first, second] = sum.trees;
  const end = Math.min(to, sum.terms.length);
  const trees = [treeWithout(first, from, end), treeWithout(second, from, end)] as const;
  return { ...sum, terms: sum.terms.toSpliced(from, end - from), trees };
}

/**
 * A tree without some of its terms, the others numbered anew. An addition with only one operand left is replaced by
 * that operand.
 */
function treeWithout(tree: SummationTree, from: number, to: number): SummationTree {
  return foldTree<SummationTree | undefined>(
    tree,
    (number) => (number < from ? term(number) : number < to ? undefined : term(number - (to - from))),
    (children) => {
      const left = children.filter((child) => child !== undefined);
      return left.length < 2 ? left[0] : add(...left);
    },
  )!;
}

/** Whether it is a tree of additions of two with the leaves 0 … n − 1, each once. */
function isTreeOf(tree: unknown, n: number): boolean {
  const seen = new Set<unknown>();
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null || !('kind' in node)) return false;
    if (node.kind === 'add' && 'children' in node && Array.isArray(node.children) && node.children.length === 2) {
      open.push(...node.children);
    } else if (node.kind === 'term' && 'term' in node && isNewTerm(node.term, seen, n)) seen.add(node.term);
    else return false;
  }
  return seen.size === n;
}

function isNewTerm(number: unknown, seen: ReadonlySet<unknown>, n: number): boolean {
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < n && !seen.has(number);
}

/** Terms of a sum, and the trees that add them: additions of two only. */
export interface RandomSum {
  /** 1 to 32 finite binary32 numbers. */
  readonly terms: readonly number[];
  /** Two ways to add them, one addition of two after another. */
  readonly trees: readonly [SummationTree, SummationTree];
  /** What the terms were drawn from. */
  readonly distribution?: string;
}

const mostTerms = 32;
const named: readonly ((n: number) => SummationTree)[] = [
  sequentialTree,
  reversedTree,
  (n) => pairwiseTree(n, 'first'),
  (n) => pairwiseTree(n, 'second'),
  numpyPairwiseTree,
  (n) => lanesTree(n, 4),
  (n) => lanesTree(n, 8),
  (n) => blockedTree(n, 3),
];

/**
 * A sum of 1 to 32 numbers, few more often than many, by two trees: named orders, or random ones of every height. Its
 * terms are drawn as operands are, all positive in a third of the cases. Or they are positive numbers that grow or
 * shrink, or ties on every level of the first tree, which lead to its bound. Never infinite or NaN.
 */
export function randomSum(rng: Rng, distribution: SumDistribution, terms?: Sizes): RandomSum {
  const n = terms === undefined ? usualTerms(rng, distribution) : drawSize(rng, terms);
  const trees = [randomTree(rng, n), randomTree(rng, n)] as const;
  const numbers = new Float32Array(n);
  distribution.fill(rng, numbers, trees[0]);
  if (rng.chance(0.35)) for (let i = 0; i < n; i++) numbers[i] = Math.abs(numbers[i]!);
  return { terms: Array.from(numbers), trees, distribution: distribution.name };
}

function usualTerms(rng: Rng, distribution: SumDistribution): number {
  const most = distribution.mostTerms ?? mostTerms;
  return rng.chance(0.5) ? rng.between(1, Math.min(8, most)) : rng.between(2, most);
}

export interface SumDistribution {
  readonly name: string;
  /** More would nearly always overflow. */
  readonly mostTerms?: number;
  fill(rng: Rng, numbers: Float32Array, tree: SummationTree): void;
}

const ties: SumDistribution = {
  name: 'ties-of-the-tree',
  fill: (rng, numbers, tree) => {
    const levels = witnessLevels(tree, numbers.length);
    const scale = rng.sign() * powerOfTwo(rng.between(-10, 10));
    const disturbed = rng.chance(0.3) ? rng.below(numbers.length) : -1;
    for (let t = 0; t < numbers.length; t++) {
      const level = levels[t]!;
      numbers[t] = level > 5 ? 0 : scale * powerOfTwo(-24 * level) * (t === disturbed ? 1 + 2 ** -23 : 1);
    }
  },
};

const growing: SumDistribution = {
  name: 'growing',
  fill: (rng, numbers) => {
    const step = rng.between(-3, 3);
    for (let t = 0; t < numbers.length; t++)
      numbers[t] = rng.sign() * (1 + rng.unit()) * powerOfTwo(Math.max(-100, Math.min(90, step * t)));
  },
};

const cancelling: SumDistribution = {
  name: 'cancelling',
  fill: (rng, numbers) => {
    for (let t = 0; t < numbers.length; t++) {
      const partner = numbers[rng.below(Math.max(1, t))]!;
      numbers[t] =
        t > 0 && rng.chance(0.5) ? -partner : rng.sign() * (1 + rng.unit()) * powerOfTwo(rng.between(-20, 20));
    }
  },
};

const ofOperands = (distribution: NumberDistribution): SumDistribution =>
  distribution.name === 'extremes' ? { ...distribution, mostTerms: 3 } : distribution;

/** What the terms of sums are drawn from, in turn. */
export const sumDistributions: readonly SumDistribution[] = [
  ties,
  growing,
  cancelling,
  ...operandDistributions.map(ofOperands),
];

/** 1 and n−1 times 2^-24, in a loop: each is a tie that is lost. */
const loopOfTies = (n: number): RandomSum => ({
  ...{ terms: [1, ...Array<number>(n - 1).fill(2 ** -24)], trees: [sequentialTree(n), blockedTree(n, 3)] },
  distribution: 'attaining',
});

/**
 * Two orders that differ by nearly the sum of their heights: each of the four additions on the path of 2^24 rounds down
 * in eight lanes, and up in blocks.
 */
const lanesAgainstBlocks: RandomSum = {
  terms: [2 ** 24, 3, 3, 2, 1, 0, 2, 0, 1],
  trees: [lanesTree(9, 8), blockedTree(9, 3)],
  distribution: 'attaining',
};

/**
 * Inputs that reach the bounds of sums, with which a campaign begins: ties in a loop, two neighbours with a sum that is
 * a tie, two orders that differ much.
 */
export const attainingSums: readonly RandomSum[] = [
  ...[2, 9, 121].map(loopOfTies),
  { terms: [1, 1 + 2 ** -23], trees: [sequentialTree(2), sequentialTree(2)], distribution: 'attaining' },
  lanesAgainstBlocks,
];

/** A named order, a random tree, or a loop with random places for its terms. */
function randomTree(rng: Rng, n: number): SummationTree {
  if (rng.chance(0.4)) return named[rng.below(named.length)]!(n);
  const order = Array.from({ length: n }, (_, t) => t);
  for (let last = n - 1; last > 0; last--) {
    const other = rng.below(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  const even = rng.chance(0.5);
  const split = (from: number, to: number): number =>
    even ? rng.between(from + 1, to - 1) : rng.pick([from + 1, to - 1]);
  return treeOfSplits(order, split);
}

/**
 * The tree in which the places from … to − 1 are split at `split(from, to)`, first the whole, then the first part and
 * all within it. Iterative, because a tree may be as high as it has terms.
 */
function treeOfSplits(order: readonly number[], split: (from: number, to: number) => number): SummationTree {
  const open: ({ readonly from: number; readonly to: number } | 'add')[] = [{ from: 0, to: order.length }];
  const done: SummationTree[] = [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === 'add') {
      const second = done.pop()!;
      done.push(add(done.pop()!, second));
    } else if (next.to - next.from === 1) done.push(term(order[next.from]!));
    else {
      const middle = split(next.from, next.to);
      open.push('add', { from: middle, to: next.to }, { from: next.from, to: middle });
    }
  }
  return done[0]!;
}
