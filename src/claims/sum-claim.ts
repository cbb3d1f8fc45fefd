import { addDyadic, type Dyadic, dyadic, dyadicZero, multiplyDyadic, subtractDyadic } from '../float/dyadic.ts';
import { foldTree, type SummationTree } from '../sums/tree.ts';
import { height } from '../sums/tree-measures.ts';
import type { ClaimText } from './claim-text.ts';
import { exactSum, type Inequality } from './operation-claim.ts';
import type { RoundedArithmetic } from './rounded-arithmetic.ts';

/** A sum of numbers of a format, computed by binary trees: what a claim about sums may look at. */
export interface ComputedSum {
  readonly terms: readonly number[];
  readonly format: RoundedArithmetic['format'];
  /** s and S = Σ|x|. */
  readonly exact: Dyadic;
  readonly absoluteSum: Dyadic;
  readonly trees: readonly ComputedTree[];
}

export interface ComputedTree {
  readonly tree: SummationTree;
  readonly height: number;
  /** The results of the additions, bottom-up. */
  readonly nodes: readonly number[];
  readonly result: number;
}

/** About sums of numbers of any binary format in any order, without products. u, v and η are as for operations. */
export interface SumClaim extends ClaimText {
  readonly kind: 'sum';
  /** How many trees over the same terms the claim compares. */
  readonly trees: 1 | 2;
  failedHypothesis(sum: ComputedSum): string | undefined;
  /** Called only if nothing overflows. */
  inequality(sum: ComputedSum): Inequality;
}

export function computeSum(
  terms: readonly number[],
  trees: readonly SummationTree[],
  { add, format }: RoundedArithmetic,
): ComputedSum {
  return {
    ...{ terms, format, exact: exactSum(...terms), absoluteSum: exactSum(...terms.map(Math.abs)) },
    trees: trees.map((tree) => {
      const nodes: number[] = [];
      const result = foldTree<number>(
        tree,
        (term) => terms[term]!,
        (children) => {
          const sum = children.reduce(add);
          nodes.push(sum);
          return sum;
        },
      );
      return { tree, height: height(tree), nodes, result };
    }),
  };
}

export const anySum = (): undefined => undefined;

/** (1+v)^h as a fraction: v = 1/(2^p+1), so that it is (2^p+2)^h over (2^p+1)^h. */
export function growthFraction(h: number, precision: number): Fraction {
  fractions[precision] ??= [];
  const ofFormat = fractions[precision];
  const unit = 2n ** BigInt(precision) + 1n;
  if (h > mostKept) return { over: dyadic((unit + 1n) ** BigInt(h), 0), under: dyadic(unit ** BigInt(h), 0) };
  ofFormat[h] ??= { over: dyadic((unit + 1n) ** BigInt(h), 0), under: dyadic(unit ** BigInt(h), 0) };
  return ofFormat[h];
}

interface Fraction {
  readonly over: Dyadic;
  readonly under: Dyadic;
}

/** By precision and h, kept up to this h: a fraction has 2 · precision · h bits. */
const mostKept = 512;
const fractions: Fraction[][] = [];

/** error ≤ ((1+v)^h − 1)·size, without division. */
export function withinGrowth(error: Dyadic, h: number, size: Dyadic, precision: number): Inequality {
  const { over, under } = growthFraction(h, precision);
  return { error: multiplyDyadic(error, under), bound: multiplyDyadic(subtractDyadic(over, under), size) };
}

export const sumOf = (numbers: readonly Dyadic[]): Dyadic => numbers.reduce(addDyadic, dyadicZero);
