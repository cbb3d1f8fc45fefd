import { dyadicOf, roundDyadic } from '../../float/dyadic.ts';
import { distance, exactly, exactSum, notNarrow, type OperationClaim, overflow } from '../operation-claim.ts';

/**
 * A sum of two numbers rounded first to 2p + 2 bits or more, and then to p, is rounded as if once: Math.fround(x + y) is binary32
 * addition, as 53 ≥ 2 · 24 + 2.
 *
 * Source and proof: Figueroa (for results that do not underflow; those that do are exact in both formats). It fails for sums of three
 * numbers, and so for x · y + z: see fround-is-fused.
 */
export const addByWayOfDouble: OperationClaim = {
  id: 'add-by-way-of-double',
  kind: 'operation',
  status: 'proven',
  statement: 'A sum of two numbers rounded to 2p + 2 bits and then to p bits is the sum rounded once.',
  formula: 'fl_p(fl_(2p+2)(a+b)) = fl_p(a+b)',
  hypotheses: 'Nothing overflows.',
  source: 'Figueroa 1995, "When is double rounding innocuous?", ACM SIGNUM Newsletter 30 (3), 21–26.',
  operands: 2,
  failedHypothesis: ([a, b], arithmetic) => notNarrow(arithmetic) ?? overflow(arithmetic.add(a!, b!)),
  inequality: ([a, b], { add, format }) => {
    const { precision, minExponent, maxExponent } = format;
    const wide = { precision: 2 * precision + 2, minExponent, maxExponent };
    const first = roundDyadic(exactSum(a!, b!), wide, 'nearest-even');
    return exactly(distance(add(a!, b!), dyadicOf(roundDyadic(dyadicOf(first), format, 'nearest-even'))));
  },
};
