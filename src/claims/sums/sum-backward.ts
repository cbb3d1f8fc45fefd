import { absDyadic, type Dyadic, dyadicOf, multiplyDyadic, subtractDyadic } from '../../float/dyadic.ts';
import { foldTree, type SummationTree } from '../../sums/tree.ts';
import { distance } from '../operation-claim.ts';
import { anySum, growthFraction, type SumClaim, sumOf } from '../sum-claim.ts';

/**
 * A computed sum is the exact sum of numbers next to the given ones: each is changed by no more roundings than it passed through. d_i is
 * how many additions term i passes through.
 *
 *     ŝ = Σ x_i·(1+ε_i), |ε_i| ≤ (1+v)^d_i − 1;   the same as   |ŝ − s| ≤ Σ|x_i|·((1+v)^d_i − 1)
 *
 * Proof. Unrolling the tree, each addition is a factor 1 + δ, |δ| ≤ v, to all terms below it (add-relative, underflow included). The two forms
 * are the same: if the second holds, ε_i = ±(ŝ − s)/Σ… · ((1+v)^d_i − 1), with the sign of x_i, is the first. Tested is the second.
 * (Higham 2002, Accuracy and Stability of Numerical Algorithms, (4.2), has γ(n−1) for all terms.) Attained to first order.
 */
export const sumBackward: SumClaim = {
  id: 'sum-backward',
  kind: 'sum',
  status: 'proven',
  statement:
    'A computed sum is the exact sum of terms each of which was changed by no more roundings than it passed through.',
  formula: 'ŝ = Σ x_i·(1+ε_i), |ε_i| ≤ (1+v)^d_i − 1',
  hypotheses: 'Nothing overflows.',
  source:
    'Proof in src/claims/sums/sum-backward.ts; with γ(n−1): Higham 2002, Accuracy and Stability of Numerical Algorithms, section 4.2.',
  sharp: 'By 1 and n−1 times u, one after the other: each is a tie, and lost.',
  trees: 1,
  failedHypothesis: anySum,
  inequality: ({ terms, exact, trees: [tree], format: { precision } }) => {
    const { under } = growthFraction(tree!.height, precision);
    const shares = depthsOf(tree!.tree).map(([term, depth]): Dyadic => {
      const { over, under: rest } = growthFraction(depth, precision);
      const common = growthFraction(tree!.height - depth, precision).under;
      return multiplyDyadic(multiplyDyadic(subtractDyadic(over, rest), common), absDyadic(dyadicOf(terms[term]!)));
    });
    return { error: multiplyDyadic(distance(tree!.result, exact), under), bound: sumOf(shares) };
  },
};

/** How many additions each term passes through. */
export function depthsOf(tree: SummationTree): readonly (readonly [term: number, depth: number])[] {
  return foldTree<readonly (readonly [number, number])[]>(
    tree,
    (term) => [[term, 0]],
    (children) => children.flat().map(([term, depth]) => [term, depth + 1]),
  );
}
