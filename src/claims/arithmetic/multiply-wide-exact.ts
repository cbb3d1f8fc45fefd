import { roundDyadic } from '../../float/dyadic.ts';
import { distance, exactly, exactProduct, notNarrow, type OperationClaim } from '../operation-claim.ts';

/**
 * The product of two numbers of p bits is a number of 2p bits: exact in any format of that many bits whose exponents reach far enough,
 * as binary32 products are in binary64.
 *
 * Proof. The significands are integers below 2^p, their product is below 2^2p. Of exponents, twice the smallest (with p − 1 bits below
 * it) and twice the largest plus one occur: for binary32 2^-298 and 2^256.
 */
export const multiplyWideExact: OperationClaim = {
  id: 'multiply-wide-exact',
  kind: 'operation',
  status: 'proven',
  statement: 'The product of two numbers is exact in a format of twice the bits and exponents.',
  formula: 'fl_2p(a·b) = a·b',
  hypotheses: 'None.',
  source: 'Proof in the file.',
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
