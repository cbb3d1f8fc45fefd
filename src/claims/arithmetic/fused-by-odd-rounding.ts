import { fma32 } from '../../float/addition.ts';
import { addDyadic, type Dyadic, dyadicOf, roundDyadic } from '../../float/dyadic.ts';
import type { RoundedArithmetic } from '../arithmetic.ts';
import { distance, exactly, exactProduct, notNarrow, type OperationClaim, overflow } from '../operation-claim.ts';

/**
 * A fused multiply-add can be emulated: x·y + z rounded to odd in a format of two bits more or wider, and then to nearest, is x·y + z rounded
 * once. (To odd: an inexact value goes to that neighbour whose last bit is 1.) Here the wider format has p + 2 bits, and for binary32 it is
 * src/float/addition.ts itself, with binary64 and the error of its addition.
 *
 * Source and proof: Boldo and Melquiond. The odd bit stands for all that was cut off: a value that is no tie does not become one, and no tie
 * is left to be misjudged. Rounded to nearest both times it fails: fround-is-fused.
 */
export const fusedByOddRounding: OperationClaim = {
  id: 'fused-by-odd-rounding',
  kind: 'operation',
  status: 'proven',
  statement: 'Rounded to odd in a wider format and then to nearest, x·y + z is a fused multiply-add.',
  formula: 'fl_p(odd_(p+2)(x·y + z)) = fl_p(x·y + z)',
  hypotheses: 'Nothing overflows.',
  source:
    'Boldo and Melquiond 2008, "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to odd", IEEE Transactions on Computers 57, 462–471, Theorem 1.',
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
