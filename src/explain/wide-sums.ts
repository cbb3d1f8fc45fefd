import { addDyadic, type Dyadic, dyadicOf, multiplyDyadic, toBinary64 } from '../float/dyadic.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';
import { lanesTree, pairwiseTree, reversedTree, sequentialTree } from '../sums/schemes.ts';
import { foldTree, type SummationTree } from '../sums/tree.ts';

/** Binary64 factors of one output. */
export interface WideTerms {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** The sum along a tree, every product and every sum rounded to binary64. */
function roundedSum(tree: SummationTree, { left, right }: WideTerms): number {
  return foldTree(
    tree,
    (term) => left[term]! * right[term]!,
    (values) => values.slice(1).reduce((sum, x) => sum + x, values[0]!),
  );
}

/** The same with products that enter their addition exactly, except for the first one of an accumulator. */
function fusedSum(tree: SummationTree, { left, right }: WideTerms): number {
  interface Value {
    readonly term?: number;
    readonly sum: number;
  }
  const exact = (term: number): Dyadic => multiplyDyadic(dyadicOf(left[term]!), dyadicOf(right[term]!));
  const { term, sum } = foldTree<Value>(
    tree,
    (leaf) => ({ term: leaf, sum: 0 }),
    ([first, ...rest]) => {
      let total = first!.term === undefined ? first!.sum : left[first!.term]! * right[first!.term]!;
      for (const one of rest)
        total =
          one.term === undefined
            ? total + one.sum
            : Number.isFinite(total)
              ? toBinary64(addDyadic(dyadicOf(total), exact(one.term)))
              : total;
      return { sum: total };
    },
  );
  return term === undefined ? sum : left[term]! * right[term]!;
}

/** Big integers take a microsecond for each term. */
const longestFused = 2 ** 14;
/** Longer trees are not held in memory. */
const longestTree = 2 ** 20;

/** An algorithm of lastbit with its result for binary64 factors, every step rounded to binary64. */
export interface WideResult {
  readonly algorithm: SummationAlgorithm;
  readonly value: number;
}

/** What the algorithms in binary64 give; `exact` is the exact sum. */
export function wideResults(terms: WideTerms, exact: Dyadic | undefined): readonly WideResult[] {
  const n = terms.left.length;
  return algorithms.flatMap((algorithm): readonly WideResult[] => {
    if (algorithm.format !== 'binary64') return [];
    if (algorithm.summation === 'exact')
      return exact === undefined ? [] : [{ algorithm, value: toBinary64(exact) + 0 }];
    if (algorithm.arithmetic !== 'binary64' || n > longestTree) return [];
    return [{ algorithm, value: roundedSum(algorithm.tree(n)!, terms) }];
  });
}

const fusedOrders: readonly (readonly [string, (n: number) => SummationTree])[] = [
  ['a loop from the first term to the last', sequentialTree],
  ['a sum by halves', (n) => pairwiseTree(n, 'first')],
  ['a sum in 4 lanes', (n) => lanesTree(n, 4)],
  ['a sum in 8 lanes', (n) => lanesTree(n, 8)],
  ['a sum in 16 lanes', (n) => lanesTree(n, 16)],
  ['a loop from the last term to the first', reversedTree],
];

/** Fused multiply-adds in binary64 in usual orders; none where a factor is not finite, or of very many terms. */
export function fusedResults(terms: WideTerms): readonly { readonly name: string; readonly value: number }[] {
  const { left, right } = terms;
  const n = left.length;
  if (n > longestFused || !left.every(Number.isFinite) || !right.every(Number.isFinite)) return [];
  return fusedOrders.map(([order, treeOf]) => ({
    name: `${order} (fused multiply-adds in binary64)`,
    value: fusedSum(treeOf(n), terms),
  }));
}
