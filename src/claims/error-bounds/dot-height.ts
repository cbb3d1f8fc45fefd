import type { SummationAlgorithm } from '../../sums/algorithm.ts';
import type { ErrorBound, OutputClaim } from '../claim.ts';
import { heightBound } from './height-bound.ts';
import { ownOrder } from './own-order.ts';
import { roundingCounts } from './rounding-counts.ts';

/**
 * A dot product summed by a known tree is off by as many roundings as a product passes through, and not by as many as there are
 * terms. v = u/(1+u) for u = 2^-24, v64 likewise for 2^-53, P = Σ|x_i·y_i|, n the number of products that are not zero; H the largest number
 * of binary32 roundings on the way from a product to the result, its own included, H64 that of binary64 roundings.
 *
 *     |ŝ − s| ≤ F·P + n·2^-150·(1+F),  F = (1+v)^min(H,n) · (1+v64)^min(H64,n−1) − 1;   in binary64 F·P with H = 0
 *
 * Hypotheses: inputs finite; P + bound < 2^128(1 − 2^-25); the order is one of ours that rounds its additions to binary32 (once, or by way of
 * binary64), or computes in binary64 throughout; subnormals are kept. Orders with a wide accumulator and one rounding at the end: see dot-wide.
 *
 * Proof. Unrolling the tree, ŝ = Σ p_i·Π(1+δ) + underflow, with a factor for each rounding on the way of p_i, |δ| ≤ v or v64; hence
 * the first term with H and H64 in the exponents (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 4.2, has γ(h)
 * for sums). Adding a zero rounds nothing that is rounded already, so of a product's roundings at most
 * n − 1 additions to something that is not zero change anything, and, to binary32 only, its own. Underflow: a sum of binary32 numbers below 2^-126 is exact, so each
 * product brings in one error of at most 2^-150, where it is first rounded to binary32; later factors are at most 1+F. All values before
 * their rounding are at most P + bound, so nothing overflows.
 *
 * Attained to first order by src/sums/worst-input.test-support.ts: its 1 − 1/E is H·u but for a relative H·u. It is broken by an order that is not what it says.
 */
export const dotHeight: OutputClaim = {
  id: 'dot-height',
  kind: 'output',
  status: 'proven',
  statement:
    'A dot product summed by a known tree is within the bound of as many roundings as a product passes through on its way to the result.',
  formula: '|ŝ − s| ≤ F·P + n·2^-150·(1+F), F = (1+v)^min(H,n)·(1+v64)^min(H64,n−1) − 1; in binary64 F·P, H = 0',
  hypotheses:
    'Inputs are finite; P + bound < 2^128·(1 − 2^-25); an order of ours with a tree, without a wide accumulator; subnormal numbers are kept.',
  source:
    'Proof in src/claims/error-bounds/dot-height.ts; for sums Higham 2002, Accuracy and Stability of Numerical Algorithms, 4.2.',
  sharp:
    'To first order by products 24929·673 = 2^24 + 1, scaled by 2^-24 for each time that a path turns away from the deepest one: all ties, all lost.',
  inapplicableTo: (subject) => {
    const order = ownOrder(subject);
    if (order?.arithmetic === undefined) return 'its tree is not known beforehand';
    return order.arithmetic.endsWith('wide') ? 'it rounds to binary32 once, at the end; see dot-wide' : undefined;
  },
  boundFor: (subject) => {
    const order = ownOrder(subject)!;
    const bound = bounds.get(order) ?? heightBound(order.format, roundingCounts(order));
    bounds.set(order, bound);
    return bound;
  },
};

const bounds = new Map<SummationAlgorithm, ErrorBound>();
