import type { Accumulation, NamedFormat } from './accumulation.ts';
import { foldTree } from './fold-tree.ts';
import { isPlain } from './node-formats.ts';

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
