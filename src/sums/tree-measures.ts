import { unitRoundoff32, unitRoundoff64 } from '../float/format.ts';
import { type Accumulation, isPlain, type NamedFormat } from './accumulation.ts';
import { foldTree, type SummationTree } from './tree.ts';
/** The largest number of additions that a term passes through: h of the bounds by height. 0 for a single term. */
export function height(tree: SummationTree): number {
  return foldTree(
    tree,
    () => 0,
    (heights) => 1 + Math.max(...heights),
  );
}

/**
 * H: the largest number of roundings that a term passes through, its product's included. Rounded products under a tree
 * of height h have H = h + 1; a sequential FMA loop over n terms has H = n. By induction every term's share of the
 * result is its exact product times H or fewer factors 1 + δ, each |δ| ≤ u/(1+u) of that rounding's format, but for
 * underflow; so with binary32 roundings alone |computed − exact| ≤ ((1 + u/(1+u))^H − 1)·Σ|products|. `narrow` counts
 * binary32 roundings and `wide` binary64 ones, each at its own largest; a node that rounds twice counts in both. The
 * rounding of the first exact product of an accumulator that starts at zero counts, as do final roundings of a wider
 * root.
 */
export function roundingCount(accumulation: Accumulation): { readonly narrow: number; readonly wide: number } {
  if (!isPlain(accumulation)) throw new RangeError('no count of roundings for formats beside binary32 and binary64');
  const { tree, products, nodes, start, result } = accumulation;
  let node = 0;
  const total = foldTree<Counts>(
    tree,
    (term) => ({
      narrow: products[term] === 'rounded' ? 1 : 0,
      wide: 0,
      holds: products[term] === 'rounded' ? 'binary32' : 'product',
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

/** One rounding more; of a lone product (`exact`) to a format that holds it, none. */
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
 * The tree number E: the largest exact value over which the constructed witness computes 1. A rounded product has E = 1
 * + u (the product 24929 · 673 = 2^24 + 1, scaled), an exact one 1. An addition gives its main child the value 1 and
 * the others together the value u: 1 + u is a tie, 1 is even, the sum is 1 and nothing of the others arrives; so E =
 * max over the main child m of E(m) + u·max E(others), with the unit roundoff of the node's format. Everything is
 * positive, so the witness has |computed − exact| / Σ|products| = 1 − 1/E. That is attained (rangewise to about eleven
 * nested levels), hence a lower bound of the largest error of the tree; that it is also an upper one is a conjecture
 * and nothing here relies on it. A tie that binary64 additions leave standing is rounded at the end: a final rounding
 * to binary32 adds u.
 */
export function treeNumber(accumulation: Accumulation): number {
  return 1 + treeExcess(accumulation);
}

/**
 * E − 1, which says more than E where binary64 would round it away. The witness's error is E − 1 over E.
 * `each` is told the E − 1 of every addition's children.
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
