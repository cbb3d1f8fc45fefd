import { dyadicOf, subtractDyadic } from '../../float/dyadic.ts';
import { distance, exactly, exactSum, type OperationClaim, overflow } from '../operation-claim.ts';

/**
 * Three operations give the rounding error of a sum exactly, where the first operand is the larger.
 *
 * With s = fl(a+b) and |a| ≥ |b|: e = fl(b − fl(s−a)), and s + e = a + b. Source and proof: Dekker. Without the condition it fails,
 * which is what refutes the two roundings of Kahan's sum.
 */
export const fastTwoSumExact: OperationClaim = {
  id: 'fast-two-sum-exact',
  kind: 'operation',
  status: 'proven',
  statement: 'FastTwoSum gives the rounding error of a sum exactly where its first operand is the larger.',
  formula: '|a| ≥ |b|, s = fl(a+b): s + fl(b − fl(s−a)) = a + b',
  hypotheses: '|a| ≥ |b|; nothing overflows.',
  source:
    'Dekker 1971, "A floating-point technique for extending the available precision", Numerische Mathematik 18, 224–242.',
  operands: 2,
  failedHypothesis: ([a, b], { add }) =>
    Math.abs(a!) >= Math.abs(b!) ? overflow(add(a!, b!)) : 'the first operand is the smaller one',
  inequality: ([a, b], { add }) => {
    const sum = add(a!, b!);
    const error = add(b!, -add(sum, -a!));
    return exactly(distance(sum, subtractDyadic(exactSum(a!, b!), dyadicOf(error))));
  },
};
