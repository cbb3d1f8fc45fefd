import { binary32, type Format, overflowThreshold32 } from '../../float/format.ts';
import type { ErrorBound, OutputClaim, TermFacts } from '../claim.ts';
import { ownAlgorithm } from '../own-algorithm.ts';
import { outward, product, reciprocal, upward } from './outward.ts';

/** Applies to the algorithms of lastbit whose products and sums are each rounded once, to binary32. */
const roundedProducts: Pick<OutputClaim, 'inapplicableTo'> = {
  inapplicableTo: (subject) =>
    ownAlgorithm(subject)?.arithmetic === 'rounded-products' ? undefined : 'it is not known to round each product',
};

/** Hypotheses: inputs are finite; P + bound is below the overflow threshold. */
function withoutOverflow(bound: (facts: TermFacts) => number): ErrorBound {
  return {
    bound,
    failedHypothesis: (facts) => {
      if (!facts.finiteInputs) return 'an input is NaN or infinite';
      // 1 + 2^-20 makes up for an estimate of P from below.
      const largest = facts.absoluteSum * (1 + 2 ** -20) + bound(facts);
      return largest < overflowThreshold32 ? undefined : 'the bound does not exclude overflow';
    },
  };
}

/**
 * The textbook bound for a dot product in any order, with γ(n) = n·u/(1 − n·u). u = 2^-24, P = Σ|x_i·y_i|, n is the
 * number of products that are not zero, and γ64 is the same for 2^-53. dot-any-order is slightly sharper and needs no
 * condition on n.
 *
 *     |ŝ − s| ≤ γ(n)·P + n·2^-150·(1 + γ(n));   in binary64 γ64(n−1)·P
 *
 * Proof. In dot-any-order v and w are below u: w = v + v64 + v·v64, u − v = u²/(1+u) is about 2^-48, and v64·(1+v) is
 * about 2^-53. So (1+v)(1+w)^(n−1) ≤ (1+u)^n ≤ (1−u)^-n ≤ 1/(1 − n·u), the last step by Bernoulli's inequality. This is
 * 1 + γ(n). The proof for binary64 is the same.
 *
 * Hypotheses: n·u < 1; inputs are finite; P + bound < 2^128(1 − 2^-25). It applies to all algorithms of lastbit that
 * have a tree: rounded, fused, wide and in binary64. It is reached up to a relative 2n·u.
 */
export const dotClassical: OutputClaim = {
  id: 'dot-classical',
  kind: 'output',
  status: 'proven',
  statement:
    'Summed in any order, a dot product of n products is off by at most γ(n) times the sum of absolute products.',
  formula: '|ŝ − s| ≤ γ(n)·P + n·2^-150·(1+γ(n)), γ(k) = k·u/(1 − k·u); in binary64 γ64(n−1)·P',
  hypotheses: 'n·u < 1; inputs are finite; P + bound < 2^128·(1 − 2^-25); an algorithm of lastbit with a tree.',
  source:
    'Higham 2002, Accuracy and Stability of Numerical Algorithms, (3.5), without underflow; proof in ' +
    'src/claims/error-bounds/classical.ts.',
  sharp:
    'Reached to first order by a loop over 24929·673 = 2^24 + 1 and further products of 2^-24 times that: every ' +
    'addition is a tie that loses its product.',
  inapplicableTo: (subject) =>
    ownAlgorithm(subject)?.arithmetic === undefined ? 'its tree is not known beforehand' : undefined,
  boundFor: ({ format }) => (format === 'binary64' ? bound64 : bound32),
};

/** γ(n): n·u and 1 − n·u are exact. */
const gamma = (n: number, unit: number): number => (n * unit) / (1 - n * unit);

/** The bound in any format, as a function of n, the number of products that are not 0, and P. ∞ if n·u is 1 or more. */
export function classicalBound({ precision, minExponent }: Format): (n: number, absoluteSum: number) => number {
  const [unit, half] = [2 ** -precision, 2 ** (minExponent - precision)];
  return (n, absoluteSum) => {
    if (n * unit >= 1) return Number.POSITIVE_INFINITY;
    const relative = gamma(n, unit);
    return outward(relative * absoluteSum + (1 + relative) * n * half);
  };
}

const classical32 = classicalBound(binary32);
const withinRange = withoutOverflow(({ nonZero, absoluteSum }) => classical32(nonZero, absoluteSum));
const bound32: ErrorBound = {
  bound: withinRange.bound,
  failedHypothesis: (facts) =>
    facts.nonZero < 2 ** 24 ? withinRange.failedHypothesis(facts) : 'there are too many products',
};

const bound64: ErrorBound = {
  bound: ({ nonZero, absoluteSum }) => outward(gamma(Math.max(nonZero - 1, 0), 2 ** -53) * absoluteSum),
  failedHypothesis: ({ finiteInputs }) => (finiteInputs ? undefined : 'an input is NaN or infinite'),
};

/**
 * A dot product of rounded products is off by at most n·u times the sum of absolute products, in any order and for any
 * n: there are no second-order terms and no γ. u = 2^-24, P = Σ|x_i·y_i|, n is the number of products that are not
 * zero.
 *
 *     |ŝ − s| ≤ n·u·P + (1+n·u)·n·2^-150
 *
 * Proof. From dot-optimal: (n·u + (2n−1)·u²)/(1+u)² ≤ n·u, because n·u·(1+u)² − n·u − (2n−1)·u² = u² + n·u³ > 0. And 1
 * + (n−1)·v ≤ 1 + n·u. The source is Jeannerod and Rump, without underflow; with underflow, it is the remark after
 * Theorem 4.2 of their paper of 2018. Hypotheses: inputs are finite; P + bound < 2^128(1 − 2^-25). It is reached up to
 * a relative n·u.
 */
export const dotNUnits: OutputClaim = {
  id: 'dot-n-units',
  kind: 'output',
  status: 'proven',
  statement:
    'A dot product of rounded products, summed in any order, is off by at most n·u times the sum of absolute ' +
    'products, for every n.',
  formula: '|ŝ − s| ≤ n·u·P + (1+n·u)·n·2^-150',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); an algorithm of lastbit that rounds products and sums to ' +
    'binary32.',
  source:
    'Jeannerod and Rump 2013, "Improved error bounds for inner products in floating-point arithmetic", SIAM J. ' +
    'Matrix Anal. Appl. 34, 338–344; proof in src/claims/error-bounds/classical.ts.',
  sharp:
    'Reached to first order by a loop over 24929·673 = 2^24 + 1 and further products of 2^-24 times that: every ' +
    'addition is a tie that loses its product.',
  ...roundedProducts,
  boundFor: () => dotNUnitsBound,
};

/** The bound in any format, as a function of n, the number of products that are not 0, and P. */
export function nUnitsBound({ precision, minExponent }: Format): (n: number, absoluteSum: number) => number {
  const [unit, half] = [2 ** -precision, 2 ** (minExponent - precision)];
  return (n, absoluteSum) => {
    const relative = n * unit;
    return outward(relative * absoluteSum + (1 + relative) * n * half);
  };
}

const nUnits32 = nUnitsBound(binary32);
const dotNUnitsBound = withoutOverflow(({ nonZero, absoluteSum }) => nUnits32(nonZero, absoluteSum));

/**
 * The sharpest bound of this form for a dot product of rounded products, in any order and for any n. u = 2^-24, v =
 * u/(1+u), P = Σ|x_i·y_i|, n is the number of products that are not zero.
 *
 *     |ŝ − s| ≤ ζ·P + (1+(n−1)·v)·n·2^-150,  ζ = n·v + (n−1)·v² = (n·u + (2n−1)·u²)/(1+u)²
 *
 * Proof. Each product is off by at most v·|p_i| + 2^-150 (multiply-relative). So Σ|fl(p_i)| ≤ (1+v)·P + n·2^-150. The
 * sum of these is off by at most (n−1)·v times that (sum-any-order): products that are zero add exactly, and additions
 * do not underflow. Together this is v·P + n·2^-150 + (n−1)·v·((1+v)·P + n·2^-150).
 *
 * Hypotheses: inputs are finite; P + bound < 2^128(1 − 2^-25). It is reached up to a relative n·u. Up to n·u² only 1 −
 * 1/E is known; see sum-tree-number.
 */
export const dotOptimal: OutputClaim = {
  id: 'dot-optimal',
  kind: 'output',
  status: 'proven',
  statement:
    'A dot product of rounded products, summed in any order, is off by at most ζ times the sum of absolute ' +
    'products, where ζ is a little less than n·u.',
  formula: '|ŝ − s| ≤ (n·u + (2n−1)·u²)/(1+u)²·P + (1+(n−1)·v)·n·2^-150',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); an algorithm of lastbit that rounds products and sums to ' +
    'binary32.',
  source:
    'Jeannerod and Rump 2018, "On relative errors of floating-point operations", Mathematics of Computation 87, ' +
    '803–819, Theorem 4.2; proof in src/claims/error-bounds/classical.ts.',
  sharp:
    'Reached to first order by a loop over 24929·673 = 2^24 + 1 and further products of 2^-24 times that: every ' +
    'addition is a tie that loses its product.',
  ...roundedProducts,
  boundFor: () => dotOptimalBound,
};

/** The bound in any format, as a function of n, the number of products that are not 0, and P. */
export function optimalBound({ precision, minExponent }: Format): (n: number, absoluteSum: number) => number {
  const v = reciprocal(2n ** BigInt(precision) + 1n);
  const [first, second] = [upward(v), upward(product(v, v))];
  const half = 2 ** (minExponent - precision);
  return (n, absoluteSum) => {
    if (n === 0) return 0;
    const zeta = n * first + (n - 1) * second;
    return outward(zeta * absoluteSum + (1 + (n - 1) * first) * n * half);
  };
}

const optimal32 = optimalBound(binary32);
const dotOptimalBound = withoutOverflow(({ nonZero, absoluteSum }) => optimal32(nonZero, absoluteSum));
