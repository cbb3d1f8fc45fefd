import { unitRoundoff32, unitRoundoff64 } from '../float/constants.ts';
import type { Accumulation } from './accumulation.ts';
import { foldTree } from './fold-tree.ts';
import type { SummationTree } from './tree.ts';

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
