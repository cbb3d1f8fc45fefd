import { overflowThreshold32 } from '../../float/format.ts';
import type { SummationAlgorithm, WindowShape } from '../../sums/algorithm.ts';
import type { ErrorBound, OutputClaim, TermFacts } from '../claim.ts';
import { ownAlgorithm } from '../own-algorithm.ts';
import { roundingCounts } from './height.ts';
import { outward, power, reciprocal, upward } from './outward.ts';

/**
 * A dot product that is accumulated in binary64, and rounded to binary32 once at the end, is almost correctly rounded.
 *
 *     v = u/(1+u) for u = 2^-24, v64 likewise for 2^-53, P = Σ|x_i·y_i|, η = 2^-150
 *     h = the height of the tree, n = the number of products that are not zero
 *
 *     exact products:           |ŝ − s| ≤ v·|s| + (1+v)·G·P + η,                         G = (1+v64)^min(h,n−1) − 1
 *     products of binary32:     |ŝ − s| ≤ v·|s| + (1+v)·(v·P + n·η + G·((1+v)P + n·η))
 *
 * Hypotheses: inputs are finite; n ≤ 2^26; P·(1 + 2^-19) < 2^128(1 − 2^-25), so that nothing overflows; the subject is
 * an algorithm of lastbit with a binary64 accumulator.
 *
 * Proof. Let the tree add the numbers q_i. They are exact products, which binary64 holds (2^-298 ≤ |q_i| < 2^256), or
 * products rounded to binary32, with |q_i − p_i| ≤ v|p_i| + η. Binary64 additions of multiples of 2^-298 have no
 * underflow error, and zeros add exactly. So the accumulator t satisfies |t − Σq_i| ≤ G·Σ|q_i|, as dot-height says for
 * sums.
 *
 * The last rounding satisfies |ŝ − t| ≤ v|t|, or ≤ η below 2^-126. There, rounded products leave nothing to round,
 * because t is a multiple of 2^-149. So |ŝ − s| ≤ v|s| + (1+v)|t − s|, plus η for exact products. And |t − s| ≤ G·P, or
 * ≤ Σ|q_i − p_i| + G·Σ|q_i|. (Higham 2002, Accuracy and Stability of Numerical Algorithms, chapter 3, has γ for
 * (1+v)G.)
 *
 * With exact products it is reached by 24929·673 = 2^24 + 1, which ties, and further products of 2^-29, which the
 * accumulator loses. With rounded products it is reached by that product, now 2^24, and 1. An accumulator that is
 * narrower than its name says breaks the claim, and so does rounding more than once.
 */
export const dotWide: OutputClaim = {
  id: 'dot-wide',
  kind: 'output',
  status: 'proven',
  statement:
    'Accumulated in binary64 and rounded to binary32 at the end, a dot product is within one rounding of the exact ' +
    'value, plus the little that binary64 lost.',
  formula:
    '|ŝ − s| ≤ v·|s| + (1+v)·G·P + 2^-150, G = (1+v64)^min(h,n−1) − 1; binary32 products add (1+v)·v·P to first order',
  hypotheses:
    'Inputs are finite; n ≤ 2^26; P·(1 + 2^-19) < 2^128·(1 − 2^-25); an algorithm of lastbit with a binary64 ' +
    'accumulator.',
  source:
    'Proof in src/claims/error-bounds/wide.ts; for its form Higham 2002, Accuracy and Stability of Numerical ' +
    'Algorithms, 3.',
  sharp:
    'Reached by 24929·673 = 2^24 + 1 and 999 products of 2^-29, which the accumulator loses; with binary32 products ' +
    'by 24929·673 and 1.',
  inapplicableTo: (subject) =>
    ownAlgorithm(subject)?.arithmetic?.endsWith('wide') ? undefined : 'it is not known to have a binary64 accumulator',
  boundFor: (subject) => {
    const algorithm = ownAlgorithm(subject)!;
    const bound = bounds.get(algorithm) ?? makeBound(algorithm);
    bounds.set(algorithm, bound);
    return bound;
  },
};

const bounds = new Map<SummationAlgorithm, ErrorBound>();

function makeBound(algorithm: SummationAlgorithm): ErrorBound {
  const countsOf = roundingCounts(algorithm);
  return wideBound(algorithm.arithmetic === 'rounded-products-wide', (window) => countsOf(window).height);
}

const v = upward(reciprocal(2n ** 24n + 1n));
const growth = power(reciprocal(2n ** 53n + 1n));
const mostTerms = 2 ** 26;

/**
 * The bound of dot-wide, from the height of the tree; `rounded`: products are rounded to binary32 before they are
 * added.
 */
export function wideBound(rounded: boolean, heightOf: (window: WindowShape) => number): ErrorBound {
  return {
    bound: ({ nonZero, absoluteSum, exact, window }: TermFacts) => {
      if (nonZero === 0) return 0;
      const lost = upward(growth(Math.min(heightOf(window), nonZero - 1)));
      const underflow = nonZero * 2 ** -150;
      const [last, sum] = [v * Math.abs(exact), lost * absoluteSum];
      if (!rounded) return outward(last + (1 + v) * sum + 2 ** -150);
      const products = v * absoluteSum + underflow;
      return outward(last + (1 + v) * (products + lost * (absoluteSum + products)));
    },
    failedHypothesis: ({ finiteInputs, absoluteSum, nonZero }) => {
      if (!finiteInputs) return 'an input is NaN or infinite';
      if (nonZero > mostTerms) return `more than ${mostTerms} products`;
      return absoluteSum * (1 + 2 ** -19) < overflowThreshold32 ? undefined : 'the bound does not exclude overflow';
    },
  };
}
