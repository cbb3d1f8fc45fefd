import { foldTree } from '../sums/fold-tree.ts';
import { add, type SummationTree, term } from '../sums/tree.ts';
import { InputArbitrary } from './arbitrary.ts';
import type { Rng } from './random.ts';
import { type RandomSum, randomSum, type SumDistribution, sumDistributions } from './random-sum.ts';
import { isFinite32, numbersAgainst, shrinkNumbers } from './simpler-numbers.ts';

export interface SumOptions {
  /** Each equally often. Default: `sumDistributions`. */
  readonly distributions?: readonly SumDistribution[] | undefined;
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

  constructor({ distributions = sumDistributions }: SumOptions) {
    super();
    this.distributions = distributions;
  }

  draw(rng: Rng): RandomSum {
    return randomSum(rng, this.distributions[rng.below(this.distributions.length)]!);
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
  const { terms, trees } = sum;
  if (terms.length === 1) return;
  for (const left of terms.keys()) {
    const [first, second] = [withoutTerm(trees[0], left), withoutTerm(trees[1], left)];
    yield { ...sum, terms: terms.toSpliced(left, 1), trees: [first, second] };
  }
}

function* simplerTerms(sum: RandomSum): Generator<RandomSum> {
  for (const terms of shrinkNumbers(sum.terms)) yield { ...sum, terms };
}

/** A tree of at least two terms without one of them, the others numbered anew. An addition of which one operand is left is gone. */
function withoutTerm(tree: SummationTree, gone: number): SummationTree {
  return foldTree<SummationTree | undefined>(
    tree,
    (number) => (number === gone ? undefined : term(number > gone ? number - 1 : number)),
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
