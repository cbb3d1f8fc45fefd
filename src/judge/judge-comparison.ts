import type { ComparisonClaim, ExactSums, Factors } from '../claims/comparison-claim.ts';
import { absDyadic, addDyadic, dyadicOf, dyadicZero, multiplyDyadic } from '../float/dyadic.ts';
import { judgeInequality } from './judge-operation.ts';

/** What became of a relation for given factors, with the results of its runs. */
export type RelationVerdict =
  | { readonly kind: 'holds'; readonly results: readonly number[]; readonly attained?: number }
  | { readonly kind: 'violated'; readonly results: readonly number[] }
  | { readonly kind: 'discarded'; readonly because: string };

/** Finite factors only. `attained`: error ÷ bound, where the claim states a bound. */
export function judgeComparison(claim: ComparisonClaim, factors: Factors): RelationVerdict {
  const because = claim.failedHypothesis(factors);
  if (because !== undefined) return { kind: 'discarded', because };
  const results = claim.runs.map((run) => run.compute(factors));
  const exact = exactSums(factors);
  if (claim.inequality === undefined)
    return { kind: claim.holds(results, exact, factors) ? 'holds' : 'violated', results };
  const verdict = judgeInequality(claim.inequality(results, exact, factors));
  return verdict.kind === 'discarded' ? verdict : { ...verdict, results };
}

/** Computed when they are asked for: where binary64 can tell that a claim holds, it does not ask. */
export function exactSums(factors: Factors): ExactSums {
  let known: ExactSums | undefined;
  const sums = (): ExactSums => {
    known ??= addUp(factors);
    return known;
  };
  return {
    get sum() {
      return sums().sum;
    },
    get absoluteSum() {
      return sums().absoluteSum;
    },
  };
}

function addUp(factors: Factors): ExactSums {
  let [sum, absoluteSum] = [dyadicZero, dyadicZero];
  for (const [left, right] of factors) {
    const product = multiplyDyadic(dyadicOf(Math.fround(left)), dyadicOf(Math.fround(right)));
    sum = addDyadic(sum, product);
    absoluteSum = addDyadic(absoluteSum, absDyadic(product));
  }
  return { sum, absoluteSum };
}
