import { absDyadic, compareDyadic, type Dyadic, dyadicOf, subtractDyadic } from '../../float/dyadic.ts';
import type { ComparisonClaim, ExactSums } from '../comparison-claim.ts';

/** |result − exact|. */
export function exactError(result: number, { sum }: ExactSums): Dyadic {
  return absDyadic(subtractDyadic(dyadicOf(result), sum));
}

/** Whether the first result is at least as close to the exact value as the second. */
export function noFarther([first, second]: readonly number[], exact: ExactSums): boolean {
  return compareDyadic(exactError(first!, exact), exactError(second!, exact)) <= 0;
}

export const equalResults = ([first, second]: readonly number[]): boolean => first === second;

/** |x − y| exactly. */
export function exactDifference(x: number, y: number): Dyadic {
  return absDyadic(subtractDyadic(dyadicOf(x), dyadicOf(y)));
}

/** The largest |result − exact|. */
export function largestError(results: readonly number[], exact: ExactSums): Dyadic {
  return results
    .map((result) => exactError(result, exact))
    .reduce((most, error) => (compareDyadic(error, most) > 0 ? error : most));
}

/** A claim that is an inequality holds if the error is at most the bound. */
export function within(
  inequality: NonNullable<ComparisonClaim['inequality']>,
): Pick<ComparisonClaim, 'holds'> & Required<Pick<ComparisonClaim, 'inequality'>> {
  return {
    inequality,
    holds: (results, exact, factors) => {
      const { error, bound } = inequality(results, exact, factors);
      return compareDyadic(error, bound) <= 0;
    },
  };
}
