import { dyadicOf, subtractDyadic } from '../../float/dyadic.ts';
import type { RoundedArithmetic } from '../arithmetic.ts';
import { distance, exactly, exactSum, type OperationClaim, overflow } from '../operation-claim.ts';

/**
 * Six operations give the rounding error of a sum exactly, whichever operand is the larger.
 *
 * With s = fl(a+b), t = fl(s−a): e = fl(fl(a − fl(s−t)) + fl(b−t)), and s + e = a + b. Source and proof: Knuth. Underflow does no
 * harm: sums are exact there. It is the step of Neumaier's, Dot2's and all our own exact sums; src/float/addition.ts.
 */
export const twoSumExact: OperationClaim = {
  id: 'two-sum-exact',
  kind: 'operation',
  status: 'proven',
  statement: 'TwoSum gives the rounding error of a sum exactly.',
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

/** All results on the way; the first is the sum, the last its error. */
function twoSumSteps([a, b]: readonly number[], { add }: RoundedArithmetic): readonly number[] {
  const sum = add(a!, b!);
  const virtual = add(sum, -a!);
  const rest = add(sum, -virtual);
  const [ofFirst, ofSecond] = [add(a!, -rest), add(b!, -virtual)];
  return [sum, virtual, rest, ofFirst, ofSecond, add(ofFirst, ofSecond)];
}
