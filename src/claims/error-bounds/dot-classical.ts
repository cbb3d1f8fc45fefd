import { binary32, type Format } from '../../float/format.ts';
import type { ErrorBound, OutputClaim } from '../claim.ts';
import { outward } from './outward.ts';
import { ownOrder } from './own-order.ts';
import { withoutOverflow } from './rounded-products.ts';

/**
 * The bound of the textbooks for a dot product in any order, with γ(n) = n·u/(1 − n·u): u = 2^-24, P = Σ|x_i·y_i|, n the number of products
 * that are not zero, and γ64 the same for 2^-53. dot-any-order is a little sharper and needs no condition.
 *
 *     |ŝ − s| ≤ γ(n)·P + n·2^-150·(1 + γ(n));   in binary64 γ64(n−1)·P
 *
 * Proof. In dot-any-order v and w are below u: w = v + v64 + v·v64, u − v = u²/(1+u) is about 2^-48, and v64·(1+v) about 2^-53. So
 * (1+v)(1+w)^(n−1) ≤ (1+u)^n ≤ (1−u)^-n ≤ 1/(1 − n·u), the last by Bernoulli's inequality, and this is 1 + γ(n). Binary64 likewise.
 *
 * Hypotheses: n·u < 1; inputs finite; P + bound < 2^128(1 − 2^-25). It speaks of all orders of ours that have a tree, rounded, fused, wide and
 * in binary64. Attained but for a relative 2n·u.
 */
export const dotClassical: OutputClaim = {
  id: 'dot-classical',
  kind: 'output',
  status: 'proven',
  statement: 'A dot product of n products, summed in any order, is within γ(n) of the sum of absolute products.',
  formula: '|ŝ − s| ≤ γ(n)·P + n·2^-150·(1+γ(n)), γ(k) = k·u/(1 − k·u); in binary64 γ64(n−1)·P',
  hypotheses: 'n·u < 1; inputs are finite; P + bound < 2^128·(1 − 2^-25); an order of ours with a tree.',
  source:
    'Higham 2002, Accuracy and Stability of Numerical Algorithms, (3.5), without underflow; proof in src/claims/error-bounds/dot-classical.ts.',
  sharp: 'By a loop over 24929·673 = 2^24 + 1 and further products 2^-24 times it: each is a tie, and lost.',
  inapplicableTo: (subject) =>
    ownOrder(subject)?.arithmetic === undefined ? 'its tree is not known beforehand' : undefined,
  boundFor: ({ format }) => (format === 'binary64' ? bound64 : bound32),
};

/** γ(n): n·u and 1 − n·u are exact. */
const gamma = (n: number, unit: number): number => (n * unit) / (1 - n * unit);

/** In any format, of n products that are not 0, and P; ∞ where n·u is 1 or more. */
export function classicalBound({ precision, minExponent }: Format): (n: number, absoluteSum: number) => number {
  const [unit, half] = [2 ** -precision, 2 ** (minExponent - precision)];
  return (n, absoluteSum) => {
    if (n * unit >= 1) return Number.POSITIVE_INFINITY;
    const relative = gamma(n, unit);
    return outward(relative * absoluteSum + (1 + relative) * n * half);
  };
}

const boundOf = classicalBound(binary32);
const withinRange = withoutOverflow(({ nonZero, absoluteSum }) => boundOf(nonZero, absoluteSum));
const bound32: ErrorBound = {
  bound: withinRange.bound,
  failedHypothesis: (facts) =>
    facts.nonZero < 2 ** 24 ? withinRange.failedHypothesis(facts) : 'there are too many products',
};

const bound64: ErrorBound = {
  bound: ({ nonZero, absoluteSum }) => outward(gamma(Math.max(nonZero - 1, 0), 2 ** -53) * absoluteSum),
  failedHypothesis: ({ finiteInputs }) => (finiteInputs ? undefined : 'an input is NaN or infinite'),
};
