import { machine32 } from '../claims/arithmetic.ts';
import type { OperationClaim } from '../claims/operation-claim.ts';
import { type NumberDistribution, operandDistributions } from '../inputs/operand-distributions.ts';
import { shrinkNumbers } from '../inputs/shrink-numbers.ts';
import { judgeOperation } from '../judge/judge-operation.ts';
import { type NumberKind, NumberTrials } from './number-trials.ts';
import type { OpenTrials } from './trials.ts';

/** Three numbers serve claims about one, two and three operands. */
const operations: NumberKind<OperationClaim, NumberDistribution, readonly number[]> = {
  name: 'operands',
  distributions: operandDistributions,
  draw: (rng, distribution) => {
    const numbers = new Float32Array(3);
    distribution.fill(rng, numbers);
    return Array.from(numbers);
  },
  attaining: ({ sharpExample: attainedBy }) => (attainedBy === undefined ? [] : [attainedBy]),
  verdict: (claim, drawn) => judgeOperation(claim, operandsOf(claim, drawn), machine32),
  smallest: (claim, drawn) => {
    const violates = (x: readonly number[]) => judgeOperation(claim, x, machine32).kind === 'violated';
    return { numbers: shrinkNumbers(operandsOf(claim, drawn), violates), trees: [] };
  },
};

/** Claims about a few operations. */
export const openOperationTrials: OpenTrials = (context) =>
  NumberTrials.open(
    operations,
    context.options.claims.filter((claim) => claim.kind === 'operation'),
    context,
  );

/** The first two exchanged, where only that order meets the hypotheses, as of claims about a larger and a smaller one. */
function operandsOf(claim: OperationClaim, drawn: readonly number[]): readonly number[] {
  const operands = drawn.slice(0, claim.operands);
  if (claim.failedHypothesis(operands, machine32) === undefined) return operands;
  const exchanged = [operands[1]!, operands[0]!, ...operands.slice(2)];
  return operands.length > 1 && claim.failedHypothesis(exchanged, machine32) === undefined ? exchanged : operands;
}
