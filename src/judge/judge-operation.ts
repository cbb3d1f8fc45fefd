import type { RoundedArithmetic } from '../claims/arithmetic.ts';
import type { Inequality, OperationClaim } from '../claims/operation-claim.ts';
import { compareDyadic, toBinary64 } from '../float/dyadic.ts';

/** What became of a claim about operations for given operands. */
export type OperationVerdict =
  | { readonly kind: 'holds'; readonly attained: number }
  | { readonly kind: 'violated' }
  | { readonly kind: 'vacuous'; readonly because: string };

export function judgeOperation(
  claim: OperationClaim,
  operands: readonly number[],
  arithmetic: RoundedArithmetic,
): OperationVerdict {
  const because = claim.failedHypothesis(operands, arithmetic);
  return because === undefined ? judgeInequality(claim.inequality(operands, arithmetic)) : { kind: 'vacuous', because };
}

/** By exact arithmetic; the ratio is for people. */
export function judgeInequality({ error, bound }: Inequality): OperationVerdict {
  if (compareDyadic(error, bound) > 0) return { kind: 'violated' };
  return { kind: 'holds', attained: error.significand === 0n ? 0 : toBinary64(error) / toBinary64(bound) };
}
