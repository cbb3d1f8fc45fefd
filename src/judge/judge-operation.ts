import type { RoundedArithmetic } from '../claims/arithmetic.ts';
import type { Inequality, OperationClaim } from '../claims/operation-claim.ts';
import { compareDyadic, type Dyadic, toBinary64 } from '../float/dyadic.ts';

/** What became of a claim about operations for given operands. */
export type OperationVerdict =
  | { readonly kind: 'holds'; readonly attained: number }
  | { readonly kind: 'violated' }
  | { readonly kind: 'discarded'; readonly because: string };

export function judgeOperation(
  claim: OperationClaim,
  operands: readonly number[],
  arithmetic: RoundedArithmetic,
): OperationVerdict {
  const because = claim.failedHypothesis(operands, arithmetic);
  return because === undefined
    ? judgeInequality(claim.inequality(operands, arithmetic))
    : { kind: 'discarded', because };
}

const magnitude = ({ significand, exponent }: Dyadic): number => exponent + significand.toString(2).length;

/** By exact arithmetic; the ratio is for people. */
export function judgeInequality({ error, bound }: Inequality): OperationVerdict {
  if (compareDyadic(error, bound) > 0) return { kind: 'violated' };
  if (error.significand === 0n) return { kind: 'holds', attained: 0 };
  const [most, least] = [2 ** 900, 2 ** -900];
  const [errorSize, boundSize] = [toBinary64(error), toBinary64(bound)];
  if (boundSize < most && errorSize > least) return { kind: 'holds', attained: errorSize / boundSize };
  // Both may be far beyond binary64, where a claim multiplies to avoid a division.
  const [above, below] = [error, bound].map((d) => toBinary64({ ...d, exponent: d.exponent - magnitude(bound) }));
  return { kind: 'holds', attained: above! / below! };
}
