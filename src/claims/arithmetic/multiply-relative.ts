import { absDyadic, compareDyadic, dyadic } from '../../float/dyadic.ts';
import { distance, exactProduct, type OperationClaim, overflow, withinRounding } from '../operation-claim.ts';

/**
 * One multiplication is off by at most u/(1+u) of the exact product, or, where that is below the smallest normal number, by half the
 * smallest subnormal one.
 *
 * Proof. As for add-relative; below the smallest normal number results are the multiples of 2η, and the nearest is at most η away.
 * Attained in binary32 by 24929 · 673 = 2^24 + 1. (Not in every format: it takes a factorisation of 2^p + 1 into numbers of p bits;
 * 2^4 + 1 has none.)
 */
export const multiplyRelative: OperationClaim = {
  id: 'multiply-relative',
  kind: 'operation',
  status: 'proven',
  statement:
    'The product of two numbers is rounded by at most u/(1+u) of it, or by half the smallest subnormal number where it underflows.',
  formula: '|fl(a·b) − a·b| ≤ u/(1+u)·|a·b|, or η if |a·b| < 2^e',
  hypotheses: 'Nothing overflows.',
  source:
    'Jeannerod and Rump 2018, "On relative errors of floating-point operations", Mathematics of Computation 87, 803–819, eq. (2).',
  sharp: 'In binary32 by 24929·673 = 2^24 + 1; not in formats in which 2^p + 1 is prime.',
  operands: 2,
  failedHypothesis: ([a, b], { multiply }) => overflow(multiply(a!, b!)),
  inequality: ([a, b], arithmetic) => {
    const exact = exactProduct(a!, b!);
    const error = distance(arithmetic.multiply(a!, b!), exact);
    const { minExponent, precision } = arithmetic.format;
    const underflows = compareDyadic(absDyadic(exact), dyadic(1n, minExponent)) < 0;
    return underflows
      ? { error, bound: dyadic(1n, minExponent - precision) }
      : withinRounding(error, exact, arithmetic);
  },
  sharpExample: [24929, 673],
};
