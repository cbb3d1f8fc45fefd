import { machine32 } from '../claims/arithmetic.ts';
import type { ComparisonClaim, Factors } from '../claims/comparison-claim.ts';
import type { OperationClaim } from '../claims/operation-claim.ts';
import { type ComputedSum, computeSum, type SumClaim } from '../claims/sum-claim.ts';
import type { InputArbitrary } from '../inputs/arbitrary.ts';
import { minimiseSync } from '../inputs/minimise.ts';
import type { RandomSum } from '../inputs/sums.ts';
import { countVerdicts, judgeComparison, judgeOperation, judgeSum } from '../judge/judge-numbers.ts';
import type { Verdicts } from '../judge/verdict.ts';

/**
 * The subject of claims about rounded operations and sums: what this process does with binary32 numbers. It is no
 * engine.
 */
export const arithmeticSubject = 'lastbit/binary32';

/** A claim about a few operations, on lists of operands, by the binary32 arithmetic of this process. */
export function checkOperation(
  claim: OperationClaim,
  inputs: readonly (readonly number[])[],
): Verdicts<readonly number[]> {
  const operands = inputs.map((drawn) => inItsOrder(claim, drawn));
  return countVerdicts(operands, (numbers) => judgeOperation(claim, numbers, machine32));
}

/**
 * The first two operands exchanged, where only that order meets the hypotheses, as of claims about a larger and a
 * smaller one.
 */
function inItsOrder(claim: OperationClaim, operands: readonly number[]): readonly number[] {
  const [first, second, ...others] = operands;
  if (second === undefined || claim.failedHypothesis(operands, machine32) === undefined) return operands;
  const exchanged = [second, first!, ...others];
  return claim.failedHypothesis(exchanged, machine32) === undefined ? exchanged : operands;
}

/** A claim about sums, by the binary32 arithmetic of this process. A claim about one tree takes the first of two. */
export function checkSum(claim: SumClaim, inputs: readonly RandomSum[]): Verdicts<RandomSum> {
  return countVerdicts(inputs, (sum) => {
    const computed = computedSum(sum);
    return judgeSum(claim, claim.trees === 2 ? computed : { ...computed, trees: computed.trees.slice(0, 1) });
  });
}

const computedSums = new WeakMap<RandomSum, ComputedSum>();

/** A sum is computed once for all claims. */
function computedSum(sum: RandomSum): ComputedSum {
  const computed = computedSums.get(sum) ?? computeSum(sum.terms, sum.trees, machine32);
  computedSums.set(sum, computed);
  return computed;
}

/** A claim about how the results of several runs of our own stand to one another, on factors. */
export function checkComparison(claim: ComparisonClaim, inputs: readonly Factors[]): Verdicts<Factors> {
  return countVerdicts(inputs, (factors) => {
    const verdict = judgeComparison(claim, factors);
    return verdict.kind === 'holds' ? { kind: 'holds', attained: verdict.attained ?? 0 } : verdict;
  });
}

/** The simplest input to be found that still violates the claim, as the check tells it. */
export function minimiseNumbers<Input>(
  inputs: InputArbitrary<Input>,
  start: Input,
  check: (inputs: readonly Input[]) => Verdicts<Input>,
): Input {
  const violation = (input: Input): Input | undefined => check([input]).violations[0];
  const { verdict } = minimiseSync(inputs, start, (candidates) => candidates.map(violation));
  return verdict ?? start;
}
