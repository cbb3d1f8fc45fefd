import { addDyadic, compareDyadic, type Dyadic, dyadic, multiplyDyadic, subtractDyadic } from '../../float/dyadic.ts';
import { foldTree, type SummationTree } from '../../sums/tree.ts';
import { distance } from '../operation-claim.ts';
import { anySum, type SumClaim } from '../sum-claim.ts';

/**
 * No input drives a tree further than its tree number: the error is at most 1 − 1/E of S = Σ|x|, where E is 1 for a term, and for an
 * addition the larger of E(A) + u·E(B) and E(B) + u·E(A).
 *
 * Conjectured: that it is reached is proved by the witness of src/sums/worst-input.test-support.ts, and nothing above it was ever found, here or
 * among all inputs of small formats. A proof, or an input above it, would be news; the proven bound is sum-height.
 */
export const sumTreeNumber: SumClaim = {
  id: 'sum-tree-number',
  kind: 'sum',
  status: 'conjectured',
  statement: 'The error of a sum by a tree with tree number E is at most 1 − 1/E of the sum of absolute values.',
  formula: '|ŝ − s| ≤ (1 − 1/E)·S',
  hypotheses: 'Nothing overflows.',
  source: 'No counterexample known; see src/sums/tree-measures.ts.',
  sharp: 'By 1 and n−1 times u, one after the other: each is a tie, and lost.',
  trees: 1,
  failedHypothesis: anySum,
  inequality: ({ exact, absoluteSum, trees: [tree], format: { precision } }) => {
    const number = treeNumber(tree!.tree, precision);
    return {
      error: multiplyDyadic(distance(tree!.result, exact), number),
      bound: multiplyDyadic(subtractDyadic(number, dyadic(1n, 0)), absoluteSum),
    };
  },
};

function treeNumber(tree: SummationTree, precision: number): Dyadic {
  const times = (number: Dyadic): Dyadic => multiplyDyadic(number, dyadic(1n, -precision));
  return foldTree<Dyadic>(
    tree,
    () => dyadic(1n, 0),
    ([first, second]) => {
      const [one, other] = [addDyadic(first!, times(second!)), addDyadic(second!, times(first!))];
      return compareDyadic(one, other) >= 0 ? one : other;
    },
  );
}
