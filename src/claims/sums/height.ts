import {
  absDyadic,
  addDyadic,
  compareDyadic,
  type Dyadic,
  dyadic,
  dyadicOf,
  dyadicZero,
  multiplyDyadic,
  subtractDyadic,
} from '../../float/dyadic.ts';
import { foldTree, type SummationTree } from '../../sums/tree.ts';
import { distance } from '../operation-claim.ts';
import { anySum, growthFraction, type SumClaim, sumOf, withinGrowth } from '../sum-claim.ts';

/**
 * A sum is off by at most as many roundings of S = Σ|x| as its tree is high. These may be far fewer than its additions.
 *
 * Proof. Each term passes through at most h additions, each with a factor 1 + δ, |δ| ≤ v (add-relative, underflow
 * included). So ŝ = Σx_i·Π(1+δ), and |Π(1+δ) − 1| ≤ (1+v)^h − 1. (Higham 2002, Accuracy and Stability of Numerical
 * Algorithms, section 4.2, has γ(h) for it.) It is reached to first order by the ties of
 * src/sums/worst-input.test-support.ts.
 */
export const sumHeight: SumClaim = {
  id: 'sum-height',
  kind: 'sum',
  status: 'proven',
  statement:
    'Added by a tree of height h, a sum is off by at most h roundings of the sum of absolute values, to first order.',
  formula: '|ŝ − s| ≤ ((1+v)^h − 1)·S',
  hypotheses: 'Nothing overflows.',
  source: 'Proof in src/claims/sums/height.ts.',
  sharp:
    'Reached by 1 followed by n−1 terms u, added one after the other: every addition is a tie that loses its term.',
  trees: 1,
  failedHypothesis: anySum,
  inequality: ({ exact, absoluteSum, trees: [tree], format: { precision } }) =>
    withinGrowth(distance(tree!.result, exact), tree!.height, absoluteSum, precision),
};

/**
 * The textbook bound for a sum by a tree of height h: γ(h) = h·u/(1 − h·u) in place of (1+v)^h − 1.
 *
 * Proof. (1+v)^h − 1 ≤ (1+u)^h − 1 ≤ h·u + (h·u)² + … = γ(h), because the k-th binomial coefficient of h is at most
 * h^k. The rest is sum-height. Hypothesis: h·u < 1. It is reached up to second-order terms, as sum-height is.
 */
export const sumHeightClassical: SumClaim = {
  id: 'sum-height-classical',
  kind: 'sum',
  status: 'proven',
  statement: 'Added by a tree of height h, a sum is off by at most γ(h) times the sum of absolute values.',
  formula: '|ŝ − s| ≤ γ(h)·S, γ(h) = h·u/(1 − h·u)',
  hypotheses: 'h·u < 1; nothing overflows.',
  source:
    'Higham 2002, Accuracy and Stability of Numerical Algorithms, section 4.2; proof in src/claims/sums/height.ts.',
  sharp: 'Reached by a loop over 1 and n−1 terms u, a tree of height n−1: every addition is a tie that loses its term.',
  trees: 1,
  failedHypothesis: ({ trees: [tree], format: { precision } }) =>
    tree!.height < 2 ** precision ? undefined : 'the tree is too high',
  inequality: ({ exact, absoluteSum, trees: [tree], format: { precision } }) => {
    const h = BigInt(tree!.height);
    return {
      error: multiplyDyadic(distance(tree!.result, exact), dyadic(2n ** BigInt(precision) - h, 0)),
      bound: multiplyDyadic(absoluteSum, dyadic(h, 0)),
    };
  },
};

/**
 * A computed sum is the exact sum of numbers close to the given ones: each is changed by at most as many roundings as
 * it passes through. Term i passes through d_i additions.
 *
 *     ŝ = Σ x_i·(1+ε_i), |ε_i| ≤ (1+v)^d_i − 1;   the same as   |ŝ − s| ≤ Σ|x_i|·((1+v)^d_i − 1)
 *
 * Proof. Unroll the tree: each addition is a factor 1 + δ, |δ| ≤ v, on all terms below it (add-relative, underflow
 * included). The two forms are equivalent: if the second holds, ε_i = ±(ŝ − s)/Σ… · ((1+v)^d_i − 1), with the sign of
 * x_i, gives the first. The second is tested. (Higham 2002, Accuracy and Stability of Numerical Algorithms, (4.2), has
 * γ(n−1) for all terms.) It is reached to first order.
 */
export const sumBackward: SumClaim = {
  id: 'sum-backward',
  kind: 'sum',
  status: 'proven',
  statement:
    'A computed sum is the exact sum of changed terms: each term is changed by at most as many roundings as it ' +
    'passes through.',
  formula: 'ŝ = Σ x_i·(1+ε_i), |ε_i| ≤ (1+v)^d_i − 1',
  hypotheses: 'Nothing overflows.',
  source:
    'Proof in src/claims/sums/height.ts; with γ(n−1): Higham 2002, Accuracy and Stability of Numerical Algorithms, ' +
    'section 4.2.',
  sharp:
    'Reached by 1 followed by n−1 terms u, added one after the other: every addition is a tie that loses its term.',
  trees: 1,
  failedHypothesis: anySum,
  inequality: ({ terms, exact, trees: [tree], format: { precision } }) => {
    const depths = depthsOf(tree!.tree);
    if (tree!.height > highTree) {
      // (1+v)^d − 1 ≥ d·v: where this smaller bound holds, no powers of thousands of bits are needed.
      const linear = depths.map(
        ([term, depth]): Dyadic => multiplyDyadic(dyadic(BigInt(depth), 0), absDyadic(dyadicOf(terms[term]!))),
      );
      const unit = dyadic(2n ** BigInt(precision) + 1n, 0);
      const smaller = { error: multiplyDyadic(distance(tree!.result, exact), unit), bound: sumOf(linear) };
      if (compareDyadic(smaller.error, smaller.bound) <= 0) return smaller;
    }
    const { under } = growthFraction(tree!.height, precision);
    const shares = depths.map(([term, depth]): Dyadic => {
      const { over, under: rest } = growthFraction(depth, precision);
      const common = growthFraction(tree!.height - depth, precision).under;
      return multiplyDyadic(multiplyDyadic(subtractDyadic(over, rest), common), absDyadic(dyadicOf(terms[term]!)));
    });
    return { error: multiplyDyadic(distance(tree!.result, exact), under), bound: sumOf(shares) };
  },
};

/** From this height on, the bound of sum-backward is first tried to first order. */
const highTree = 512;

/** How many additions each term passes through, from left to right. */
export function depthsOf(tree: SummationTree): readonly (readonly [term: number, depth: number])[] {
  const depths: (readonly [number, number])[] = [];
  const open: { readonly node: SummationTree; readonly depth: number }[] = [{ node: tree, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (node.kind === 'term') depths.push([node.term, depth]);
    else for (const child of node.children.toReversed()) open.push({ node: child, depth: depth + 1 });
  }
  return depths;
}

/**
 * Two orders of the same numbers differ by at most the sum of their heights, in roundings of S = Σ|x|. This is sharper
 * than the difference of two bounds for dot products, because the roundings of shared products cancel.
 *
 * Proof. |ŝ_A − ŝ_B| ≤ |ŝ_A − s| + |ŝ_B − s| by the triangle inequality, and sum-height for both. It is reached to
 * first order by nine terms in eight lanes and in blocks of three: see difference-same-products.
 */
export const differenceByHeight: SumClaim = {
  id: 'difference-by-height',
  kind: 'sum',
  status: 'proven',
  topic: 'differences',
  statement:
    'Added by trees of heights h and k, two sums of the same numbers differ by at most h + k roundings of the sum ' +
    'of absolute values, to first order.',
  formula: '|ŝ_A − ŝ_B| ≤ ((1+v)^h + (1+v)^k − 2)·S',
  hypotheses: 'Nothing overflows.',
  source: 'Triangle inequality on sum-height.',
  sharp:
    'Reached by 2^24, 3, 3, 2, 1, 0, 2, 0, 1: eight lanes round four ties down, and blocks of three round four ties ' +
    'up.',
  trees: 2,
  failedHypothesis: anySum,
  inequality: ({ absoluteSum, trees: [one, other], format: { precision } }) => {
    const first = withinGrowth(distance(one!.result, dyadicOf(other!.result)), one!.height, absoluteSum, precision);
    const second = withinGrowth(dyadicZero, other!.height, absoluteSum, precision);
    const [scale, otherScale] = [one!, other!].map((tree) => growthFraction(tree.height, precision).under);
    return {
      error: multiplyDyadic(first.error, otherScale!),
      bound: addDyadic(multiplyDyadic(first.bound, otherScale!), multiplyDyadic(second.bound, scale!)),
    };
  },
};

/**
 * The error of a tree is at most 1 − 1/E times S = Σ|x|. The tree number E is 1 for a term; for an addition of A and B
 * it is the larger of E(A) + u·E(B) and E(B) + u·E(A).
 *
 * Conjectured. The witness of src/sums/worst-input.test-support.ts proves that it is reached. No input above it was
 * ever found, here or among all inputs of small formats. The proven bound is sum-height.
 */
export const sumTreeNumber: SumClaim = {
  id: 'sum-tree-number',
  kind: 'sum',
  status: 'conjectured',
  statement: 'Added by a tree with tree number E, a sum is off by at most 1 − 1/E times the sum of absolute values.',
  formula: '|ŝ − s| ≤ (1 − 1/E)·S',
  hypotheses: 'Nothing overflows.',
  source: 'No counterexample known; see src/sums/tree-measures.ts.',
  sharp:
    'Reached by 1 followed by n−1 terms u, added one after the other: every addition is a tie that loses its term.',
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
