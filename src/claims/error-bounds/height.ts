import { overflowThreshold32 } from '../../float/format.ts';
import { uniformAccumulation } from '../../sums/accumulation.ts';
import type { SummationAlgorithm, WindowShape } from '../../sums/algorithm.ts';
import { height, roundingCount } from '../../sums/tree-measures.ts';
import type { ErrorBound, OutputClaim, TermFacts } from '../claim.ts';
import { ownAlgorithm } from '../own-algorithm.ts';
import { compound, outward, power, reciprocal, upward } from './outward.ts';

/**
 * Summed by a known tree, a dot product suffers at most as many roundings as a product passes through. These may be far
 * fewer than its terms.
 *
 *     v = u/(1+u) for u = 2^-24, v64 likewise for 2^-53, P = Σ|x_i·y_i|, n = the number of products that are not zero
 *     H = the largest number of binary32 roundings on the way from a product to the result, its own included
 *     H64 = the same for binary64 roundings
 *
 *     |ŝ − s| ≤ F·P + n·2^-150·(1+F),  F = (1+v)^min(H,n) · (1+v64)^min(H64,n−1) − 1;   in binary64 F·P with H = 0
 *
 * Hypotheses: inputs are finite; P + bound < 2^128(1 − 2^-25); the subject is an algorithm of lastbit that rounds its
 * additions to binary32 (once, or by way of binary64), or that computes in binary64 throughout; subnormal numbers are
 * kept. For a wide accumulator with one rounding at the end, see dot-wide.
 *
 * Proof. Unroll the tree: ŝ = Σ p_i·Π(1+δ) + underflow, with one factor for each rounding on the way of p_i, where |δ|
 * ≤ v or v64. This gives the first term with H and H64 as exponents (Higham 2002, Accuracy and Stability of Numerical
 * Algorithms, section 4.2, has γ(h) for sums). Adding a zero does not round a value that is rounded already. So at most
 * n − 1 additions to something that is not zero round a product again. Its own rounding, to binary32 only, is one more.
 *
 * Underflow. A sum of binary32 numbers below 2^-126 is exact. So each product brings in one error of at most 2^-150,
 * where it is first rounded to binary32. The factors after it are at most 1+F. All values before their rounding are at
 * most P + bound, so nothing overflows.
 *
 * It is reached to first order by src/sums/worst-input.test-support.ts, whose 1 − 1/E is H·u up to a relative H·u. An
 * algorithm that does not compute what its name says breaks the claim.
 */
export const dotHeight: OutputClaim = {
  id: 'dot-height',
  kind: 'output',
  status: 'proven',
  statement:
    'Summed by a known tree, a dot product suffers at most as many roundings as a product passes through on its way ' +
    'to the result.',
  formula: '|ŝ − s| ≤ F·P + n·2^-150·(1+F), F = (1+v)^min(H,n)·(1+v64)^min(H64,n−1) − 1; in binary64 F·P, H = 0',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); an algorithm of lastbit with a tree and without a wide ' +
    'accumulator; subnormal numbers are kept.',
  source:
    'Proof in src/claims/error-bounds/height.ts; for sums Higham 2002, Accuracy and Stability of Numerical ' +
    'Algorithms, 4.2.',
  sharp:
    'Reached to first order by products 24929·673 = 2^24 + 1, scaled by 2^-24 at every turn away from the deepest ' +
    'path: every addition is a tie that loses its term.',
  inapplicableTo: (subject) => {
    const algorithm = ownAlgorithm(subject);
    if (algorithm?.arithmetic === undefined) return 'its tree is not known beforehand';
    return algorithm.arithmetic.endsWith('wide') ? 'it rounds to binary32 once, at the end; see dot-wide' : undefined;
  },
  boundFor: (subject) => {
    const algorithm = ownAlgorithm(subject)!;
    const bound = bounds.get(algorithm) ?? heightBound(algorithm.format, roundingCounts(algorithm));
    bounds.set(algorithm, bound);
    return bound;
  },
};

const bounds = new Map<SummationAlgorithm, ErrorBound>();

const wideGrowth = power(reciprocal(2n ** 53n + 1n));

/** The bound of dot-height, from the largest number of roundings to each format on the path of a product. */
export function heightBound(
  format: 'binary32' | 'binary64',
  countsOf: (window: WindowShape) => { readonly narrow: number; readonly wide: number },
): ErrorBound {
  const isWide = format === 'binary64';
  const boundOf = boundOfRoundings(24, isWide ? 0 : 2 ** -150);
  const bound = ({ nonZero, absoluteSum, window }: TermFacts): number => {
    const { narrow, wide } = countsOf(window);
    return boundOf(Math.min(narrow, nonZero), Math.min(wide, Math.max(nonZero - 1, 0)), nonZero, absoluteSum);
  };
  return {
    bound,
    failedHypothesis: (facts) => {
      if (!facts.finiteInputs) return 'an input is NaN or infinite';
      // 1 + 2^-20 makes up for an estimate of P from below.
      const largest = facts.absoluteSum * (1 + 2 ** -20) + bound(facts);
      return isWide || largest < overflowThreshold32 ? undefined : 'the bound does not exclude overflow';
    },
  };
}

/**
 * The bound for n products, from the number of roundings to `precision` bits and to binary64. A product that underflows
 * loses `half`, half the smallest subnormal number.
 */
export function boundOfRoundings(
  precision: number,
  half: number,
): (narrow: number, wide: number, n: number, absoluteSum: number) => number {
  const narrowGrowth = power(reciprocal(2n ** BigInt(precision) + 1n));
  const growths: number[][] = [];
  return (narrow, wide, n, absoluteSum) => {
    growths[narrow] ??= [];
    growths[narrow][wide] ??= upward(compound(narrowGrowth(narrow), wideGrowth(wide)));
    const relative = growths[narrow][wide];
    return outward(relative * absoluteSum + n * half * (1 + relative));
  };
}

/** The largest number of roundings on the path of a product, by format, and of additions. */
export interface RoundingCounts {
  readonly narrow: number;
  readonly wide: number;
  readonly height: number;
}

/**
 * The counts of an algorithm that has trees, for each window. The windows of a batch share one shape, which is looked
 * up once. Throws a RangeError if the algorithm has no trees.
 */
export function roundingCounts(algorithm: SummationAlgorithm): (window: WindowShape) => RoundingCounts {
  const known = new Map<string, RoundingCounts>();
  let [last, counts]: [WindowShape?, RoundingCounts?] = [];
  return (window) => {
    if (window === last) return counts!;
    const { rows, columns, channels } = window;
    const key = `${rows} ${columns} ${channels}`;
    counts = known.get(key) ?? count(algorithm, window);
    known.set(key, counts);
    last = window;
    return counts;
  };
}

function count(algorithm: SummationAlgorithm, window: WindowShape): RoundingCounts {
  const tree = algorithm.tree(window.rows * window.columns * window.channels, window);
  if (tree === undefined || algorithm.arithmetic === undefined) throw new RangeError(`${algorithm.name} has no trees`);
  return { ...roundingCount(uniformAccumulation(tree, algorithm.arithmetic)), height: height(tree) };
}
