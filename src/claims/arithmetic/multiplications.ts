import { absDyadic, compareDyadic, dyadic, roundDyadic } from '../../float/dyadic.ts';
import {
  distance,
  exactly,
  exactProduct,
  exactSum,
  notNarrow,
  type OperationClaim,
  overflow,
  withinRounding,
} from '../operation-claim.ts';

/**
 * A multiplication is off by at most u/(1+u) times the exact product, or, below the smallest normal number, by half the
 * smallest subnormal one.
 *
 * Proof. As for add-relative. Below the smallest normal number results are the multiples of 2η, and the nearest is at
 * most η away. It is reached in binary32 by 24929 · 673 = 2^24 + 1. Not every format reaches it: this needs a
 * factorisation of 2^p + 1 into numbers of p bits, and 2^4 + 1 has none.
 */
export const multiplyRelative: OperationClaim = {
  id: 'multiply-relative',
  kind: 'operation',
  status: 'proven',
  statement:
    'Rounding changes a product by at most u/(1+u) times the product, or by half the smallest subnormal number if ' +
    'the product underflows.',
  formula: '|fl(a·b) − a·b| ≤ u/(1+u)·|a·b|, or η if |a·b| < 2^e',
  hypotheses: 'Nothing overflows.',
  source:
    'Jeannerod and Rump 2018, "On relative errors of floating-point operations", Mathematics of Computation 87, ' +
    '803–819, eq. (2).',
  sharp: 'Reached in binary32 by 24929·673 = 2^24 + 1; not in formats in which 2^p + 1 is prime.',
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

/**
 * The product of two numbers of p bits has 2p bits. It is exact in any format with that many bits and enough exponents,
 * as binary32 products are in binary64.
 *
 * Proof. The significands are integers below 2^p, so their product is below 2^2p. The exponents of products are between
 * twice the smallest one (with p − 1 bits below it) and twice the largest one plus 1: for binary32 2^-298 and 2^256.
 */
export const multiplyWideExact: OperationClaim = {
  id: 'multiply-wide-exact',
  kind: 'operation',
  status: 'proven',
  statement: 'A format with twice the bits and twice the exponents holds the product of two numbers exactly.',
  formula: 'fl_2p(a·b) = a·b',
  hypotheses: 'None.',
  source: 'Proof in src/claims/arithmetic/multiplications.ts.',
  operands: 2,
  failedHypothesis: (_, arithmetic) => notNarrow(arithmetic),
  inequality: ([a, b], { format: { precision, minExponent, maxExponent } }) => {
    const wide = {
      precision: 2 * precision,
      minExponent: 2 * minExponent - precision,
      maxExponent: 2 * maxExponent + 1,
    };
    const exact = exactProduct(a!, b!);
    return exactly(distance(roundDyadic(exact, wide, 'nearest-even'), exact));
  },
};

/**
 * Scaling both operands by a power of two scales the sum by it, unless something underflows or overflows: rounding
 * depends on significands, not on exponents.
 *
 * Proof. fl is the nearest p-bit number. x ↦ 2^k·x maps p-bit numbers to p-bit numbers and keeps distances in
 * proportion, ties and their evenness included. The claim uses a factor of 2.
 */
export const scaleByPowerOfTwo: OperationClaim = {
  id: 'scale-by-power-of-two',
  kind: 'operation',
  status: 'proven',
  statement: 'Doubling both operands doubles the sum.',
  formula: 'fl(2a+2b) = 2·fl(a+b)',
  hypotheses: 'Nothing overflows.',
  source: 'Proof in src/claims/arithmetic/multiplications.ts.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) => overflow(add(add(a!, a!), add(b!, b!)), add(a!, a!), add(b!, b!)),
  inequality: ([a, b], { add }) => {
    const sum = add(a!, b!);
    return exactly(distance(add(add(a!, a!), add(b!, b!)), exactSum(sum, sum)));
  },
};
