import type { ComparisonClaim, Factors } from '../claims/comparison-claim.ts';
import type { OperationClaim } from '../claims/operation-claim.ts';
import { machine32 } from '../claims/rounded-arithmetic.ts';
import { type ComputedSum, computeSum, type SumClaim } from '../claims/sum-claim.ts';
import type { InputArbitrary } from '../inputs/arbitrary.ts';
import { minimiseSync } from '../inputs/minimise.ts';
import type { RandomSum } from '../inputs/sums.ts';
import { countVerdicts, judgeComparison, judgeOperation, judgeSum } from '../judge/judge-numbers.ts';
import type { Verdicts } from '../judge/verdict.ts';

/**
 * The subject of claims about rounded operations and sums: the binary32 arithmetic of this process. It is not an
 * engine.
 */
export const arithmeticSubject = 'lastbit/binary32';

/** Checks a claim about a few operations on lists of operands, in the binary32 arithmetic of this process. */
export function checkOperation(
  claim: OperationClaim,
  inputs: readonly (readonly number[])[],
): Verdicts<readonly number[]> {
  const operands = inputs.map((drawn) => inItsOrder(claim, drawn));
  return countVerdicts(operands, (numbers) => judgeOperation(claim, numbers, machine32));
}

/**
 * Exchanges the first two operands if only the exchanged ones satisfy the hypotheses, such as "the first is the
 * larger".
 */
function inItsOrder(claim: OperationClaim, operands: readonly number[]): readonly number[] {
  const [first, second, ...others] = operands;
  if (second === undefined || claim.failedHypothesis(operands, machine32) === undefined) return operands;
  const exchanged = [second, first!, ...others];
  return claim.failedHypothesis(exchanged, machine32) === undefined ? exchanged : operands;
}

/**
 * Checks a claim about sums in the binary32 arithmetic of this process. A claim about one tree takes the first of two.
 */
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

/** Checks a claim that compares the results of several runs of our own on the same factors. */
export function checkComparison(claim: ComparisonClaim, inputs: readonly Factors[]): Verdicts<Factors> {
  return countVerdicts(inputs, (factors) => {
    const verdict = judgeComparison(claim, factors);
    return verdict.kind === 'holds' ? { kind: 'holds', attained: verdict.attained ?? 0 } : verdict;
  });
}

/** The simplest input found that still violates the claim by the given check, and whether nothing simpler is left. */
export function minimiseNumbers<Input>(
  inputs: InputArbitrary<Input>,
  start: Input,
  check: (inputs: readonly Input[]) => Verdicts<Input>,
): { readonly input: Input; readonly minimal: boolean } {
  const violation = (input: Input): Input | undefined => check([input]).violations[0];
  const { verdict, minimal } = minimiseSync(inputs, start, (candidates) => candidates.map(violation));
  return { input: verdict ?? start, minimal };
}
