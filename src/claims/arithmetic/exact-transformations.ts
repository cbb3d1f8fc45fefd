import { fma32 } from '../../float/addition.ts';
import { addDyadic, type Dyadic, dyadicOf, roundDyadic, subtractDyadic } from '../../float/dyadic.ts';
import {
  distance,
  exactly,
  exactProduct,
  exactSum,
  notNarrow,
  type OperationClaim,
  overflow,
} from '../operation-claim.ts';
import type { RoundedArithmetic } from '../rounded-arithmetic.ts';

/**
 * Six operations give the rounding error of a sum exactly, whichever operand is larger.
 *
 * With s = fl(a+b) and t = fl(s−a): e = fl(fl(a − fl(s−t)) + fl(b−t)), and s + e = a + b. Source and proof: Knuth.
 * Underflow changes nothing, because sums are exact there. It is a step of Neumaier's sum, of Dot2 and of all exact
 * sums of lastbit; see src/float/addition.ts.
 */
export const twoSumExact: OperationClaim = {
  id: 'two-sum-exact',
  kind: 'operation',
  status: 'proven',
  statement: 'TwoSum computes the rounding error of a sum exactly.',
  formula: 's = fl(a+b): s + e = a + b',
  hypotheses: 'Nothing overflows.',
  source: 'Knuth 1998, The Art of Computer Programming 2, third edition, section 4.2.2, Theorem B; Møller 1965.',
  operands: 2,
  failedHypothesis: (operands, arithmetic) => overflow(...twoSumSteps(operands, arithmetic)),
  inequality: (operands, arithmetic) => {
    const steps = twoSumSteps(operands, arithmetic);
    const [sum, error] = [steps[0]!, steps[steps.length - 1]!];
    return exactly(distance(sum, subtractDyadic(exactSum(...operands), dyadicOf(error))));
  },
};

/** All intermediate results; the first is the sum, the last its error. */
function twoSumSteps([a, b]: readonly number[], { add }: RoundedArithmetic): readonly number[] {
  const sum = add(a!, b!);
  const virtual = add(sum, -a!);
  const rest = add(sum, -virtual);
  const [ofFirst, ofSecond] = [add(a!, -rest), add(b!, -virtual)];
  return [sum, virtual, rest, ofFirst, ofSecond, add(ofFirst, ofSecond)];
}

/**
 * Three operations give the rounding error of a sum exactly if the first operand is the larger one.
 *
 * With s = fl(a+b) and |a| ≥ |b|: e = fl(b − fl(s−a)), and s + e = a + b. Source and proof: Dekker. Without the
 * condition it is false. That is why Kahan's sum needs more than two roundings.
 */
export const fastTwoSumExact: OperationClaim = {
  id: 'fast-two-sum-exact',
  kind: 'operation',
  status: 'proven',
  statement: 'FastTwoSum computes the rounding error of a sum exactly if its first operand is the larger one.',
  formula: '|a| ≥ |b|, s = fl(a+b): s + fl(b − fl(s−a)) = a + b',
  hypotheses: '|a| ≥ |b|; nothing overflows.',
  source:
    'Dekker 1971, "A floating-point technique for extending the available precision", Numerische Mathematik 18, ' +
    '224–242.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) =>
    Math.abs(a!) >= Math.abs(b!) ? overflow(add(a!, b!)) : 'the first operand is the smaller one',
  inequality: ([a, b], { add }) => {
    const sum = add(a!, b!);
    const error = add(b!, -add(sum, -a!));
    return exactly(distance(sum, subtractDyadic(exactSum(a!, b!), dyadicOf(error))));
  },
};

/**
 * A sum of two numbers that is rounded to 2p + 2 bits or more, and then to p bits, is the sum rounded once. So
 * Math.fround(x + y) is binary32 addition, because 53 ≥ 2 · 24 + 2.
 *
 * Source and proof: Figueroa, for results that do not underflow. Those that do are exact in both formats. It is false
 * for sums of three numbers, and so for x · y + z: see fround-is-fused.
 */
export const addByWayOfDouble: OperationClaim = {
  id: 'add-by-way-of-double',
  kind: 'operation',
  status: 'proven',
  statement:
    'Rounding the sum of two numbers to 2p + 2 bits and then to p bits gives the same result as rounding it once.',
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

/**
 * A fused multiply-add can be emulated: x·y + z, rounded to odd in a format that is at least two bits wider, and then
 * to nearest, is x·y + z rounded once. (To odd: an inexact value goes to the neighbour whose last bit is 1.) Here the
 * wider format has p + 2 bits. For binary32 the code is that of src/float/addition.ts, with binary64 and the error of
 * its addition.
 *
 * Source and proof: Boldo and Melquiond. The odd bit represents everything that was truncated. So a value that is not a
 * tie does not become one, and the second rounding sees on which side of a tie a value lies. Rounding to nearest both
 * times gives wrong results: fround-is-fused.
 */
export const fusedByOddRounding: OperationClaim = {
  id: 'fused-by-odd-rounding',
  kind: 'operation',
  status: 'proven',
  statement: 'Rounding x·y + z to odd in a wider format, and then to nearest, gives the fused multiply-add.',
  formula: 'fl_p(odd_(p+2)(x·y + z)) = fl_p(x·y + z)',
  hypotheses: 'Nothing overflows.',
  source:
    'Boldo and Melquiond 2008, "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to ' +
    'odd", IEEE Transactions on Computers 57, 462–471, Theorem 1.',
  operands: 3,
  failedHypothesis: (operands, arithmetic) => notNarrow(arithmetic) ?? overflow(once(operands, arithmetic)),
  inequality: (operands, arithmetic) =>
    exactly(distance(emulated(operands, arithmetic), dyadicOf(once(operands, arithmetic)))),
};

const exactValue = ([x, y, z]: readonly number[]): Dyadic => addDyadic(exactProduct(x!, y!), dyadicOf(z!));
const once = (operands: readonly number[], { format }: RoundedArithmetic): number =>
  roundDyadic(exactValue(operands), format, 'nearest-even');

function emulated(operands: readonly number[], { format }: RoundedArithmetic): number {
  const [x, y, z] = operands;
  if (format.precision === 24) return fma32(x!, y!, z!);
  const exact = exactValue(operands);
  const { precision, minExponent, maxExponent } = format;
  const wide = {
    precision: precision + 2,
    minExponent: 2 * minExponent - 2 * precision,
    maxExponent: 2 * maxExponent + 2,
  };
  const [below, above] = [roundDyadic(exact, wide, 'down'), roundDyadic(exact, wide, 'up')];
  const odd = significantBits(below) === wide.precision ? below : above;
  return roundDyadic(dyadicOf(below === above ? below : odd), format, 'nearest-even');
}

const significantBits = (x: number): number => {
  const { significand } = dyadicOf(Math.abs(x));
  return significand === 0n ? 0 : significand.toString(2).length;
};
