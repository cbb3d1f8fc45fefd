import type { ComputedSum, SumClaim } from '../claims/sum-claim.ts';
import { judgeInequality, type OperationVerdict } from './judge-operation.ts';

/** What became of a claim about sums for a sum that was computed; a sum that overflows is no business of any. */
export function judgeSum(claim: SumClaim, sum: ComputedSum): OperationVerdict {
  if (!sum.trees.every(({ nodes }) => nodes.every(Number.isFinite)))
    return { kind: 'discarded', because: 'it overflows' };
  const because = claim.failedHypothesis(sum);
  return because === undefined ? judgeInequality(claim.inequality(sum)) : { kind: 'discarded', because };
}
