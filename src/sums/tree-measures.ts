import { unitRoundoff32, unitRoundoff64 } from '../float/format.ts';
import { type Accumulation, isPlain, type NamedFormat } from './accumulation.ts';
import { foldTree, type SummationTree } from './tree.ts';

/** The height h of a tree: the largest number of additions that a term passes through. 0 for a single term. */
export function height(tree: SummationTree): number {
  return foldTree(
    tree,
    () => 0,
    (heights) => 1 + Math.max(...heights),
  );
}

/**
 * H: the largest number of roundings that a term passes through, including that of its product. Rounded products under
 * a tree of height h have H = h + 1; a sequential FMA loop over n terms has H = n. By induction, each term's share of
 * the result is its exact product times at most H factors 1 + δ, with |δ| ≤ u/(1+u) for the format of that rounding,
 * apart from underflow. So with binary32 roundings alone |computed − exact| ≤ ((1 + u/(1+u))^H − 1)·Σ|products|.
 *
 * `narrow` counts binary32 roundings and `wide` binary64 ones, each at its own largest. A node that rounds twice counts
 * in both. The rounding of the first exact product of an accumulator that starts at zero counts, and so do final
 * roundings of a wider root. Throws a RangeError for formats other than binary32 and binary64.
 */
export function roundingCount(accumulation: Accumulation): { readonly narrow: number; readonly wide: number } {
  if (!isPlain(accumulation)) throw new RangeError('roundings are counted in binary32 and binary64 only');
  const { tree, products, nodes, start, result, leaves } = accumulation;
  const rounds = (term: number): boolean => leaves === undefined && products[term] === 'rounded';
  let node = 0;
  const total = foldTree<Counts>(
    tree,
    (term) => ({
      narrow: rounds(term) ? 1 : 0,
      wide: 0,
      holds: rounds(term) || leaves === 'numbers' ? 'binary32' : 'product',
    }),
    (children, subtrees) => {
      const format = nodes[node++] as NamedFormat;
      const begins =
        start === 'positive-zero' && subtrees.length === 2 && subtrees.every((child) => child.kind === 'term');
      const counts = begins ? [rounded(children[0]!, format, true), ...children.slice(1)] : children;
      return rounded(
        { narrow: largest(counts, 'narrow'), wide: largest(counts, 'wide'), holds: 'binary64' },
        format,
        false,
      );
    },
  );
  const final = result === 'binary32' && total.holds !== 'binary32' ? 1 : 0;
  return { narrow: total.narrow + final, wide: total.wide };
}

interface Counts {
  readonly narrow: number;
  readonly wide: number;
  readonly holds: 'product' | 'binary32' | 'binary64';
}

const largest = (counts: readonly Counts[], which: 'narrow' | 'wide'): number =>
  counts.reduce((most, each) => Math.max(most, each[which]), 0);

/** Adds one rounding. `exact`: the operand is a lone product, and a format that holds it does not round it. */
function rounded(counts: Counts, format: NamedFormat, exact: boolean): Counts {
  const held = exact && (format === 'binary64' || counts.holds === 'binary32');
  if (held) return counts;
  return {
    narrow: counts.narrow + (format === 'binary64' ? 0 : 1),
    wide: counts.wide + (format === 'binary32' || exact ? 0 : 1),
    holds: format === 'binary64' ? 'binary64' : 'binary32',
  };
}

/**
 * The tree number E: the largest exact value over which the constructed worst case computes 1. A rounded product has E
 * = 1 + u (the product 24929 · 673 = 2^24 + 1, scaled), an exact one has E = 1. An addition gives its main child the
 * value 1 and the others together the value u. Then 1 + u is a tie and 1 is even: the sum is 1, and the others are
 * lost. So E = max over the main child m of E(m) + u·max E(others), with the unit roundoff of the node's format.
 *
 * Everything is positive, so the worst case has |computed − exact| / Σ|products| = 1 − 1/E. It is attained, down to
 * about eleven nested levels before underflow. So it is a lower bound of the largest error of the tree. It is not an
 * upper bound: in small formats sums of products exceed it by a relative u (src/hunt/free/limit.quality.test.ts). For
 * sums of numbers that it is one is a conjecture, on which nothing here relies. A tie that binary64 additions leave is
 * rounded at the end: a final rounding to binary32 adds u.
 */
export function treeNumber(accumulation: Accumulation): number {
  return 1 + treeExcess(accumulation);
}

/**
 * E − 1, because binary64 may round E itself to 1. The error of the worst case is (E − 1) / E. `each` receives the E −
 * 1 of the children of every addition.
 */
export function treeExcess(
  { tree, products, nodes, start, result }: Accumulation,
  each?: (children: readonly SummationTree[], excesses: readonly number[]) => void,
): number {
  let node = 0;
  const main = foldTree<{ readonly excess: number; readonly wide: boolean }>(
    tree,
    (term) => ({ excess: products[term] === 'rounded' ? unitRoundoff32 : 0, wide: products[term] === 'exact' }),
    (children, subtrees) => {
      const wide = nodes[node++] === 'binary64';
      const unit = wide ? unitRoundoff64 : unitRoundoff32;
      const begins =
        start === 'positive-zero' && subtrees.length === 2 && subtrees.every((child) => child.kind === 'term');
      const excesses = children.map((child, i) => child.excess + (begins && i === 0 && child.wide && !wide ? unit : 0));
      each?.(subtrees, excesses);
      return { excess: largestExcess(excesses, unit), wide };
    },
  );
  return main.excess + (main.wide && result === 'binary32' ? unitRoundoff32 : 0);
}

function largestExcess(excesses: readonly number[], unit: number): number {
  let best = 0;
  excesses.forEach((excess, i) => {
    const other = Math.max(...excesses.filter((_, j) => j !== i));
    best = Math.max(best, excess + unit * (1 + other));
  });
  return best;
}
