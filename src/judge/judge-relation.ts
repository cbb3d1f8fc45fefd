import type { ExactSums, Factors, RelationClaim } from '../claims/relation-claim.ts';
import { absDyadic, addDyadic, dyadicOf, dyadicZero, multiplyDyadic } from '../float/dyadic.ts';

/** What became of a relation for given factors, with the results of its runs. */
export type RelationVerdict =
  | { readonly kind: 'holds' | 'violated'; readonly results: readonly number[] }
  | { readonly kind: 'vacuous'; readonly because: string };

/** Finite factors only. */
export function judgeRelation(claim: RelationClaim, factors: Factors): RelationVerdict {
  const because = claim.failedHypothesis(factors);
  if (because !== undefined) return { kind: 'vacuous', because };
  const results = claim.runs.map((run) => run.compute(factors));
  return { kind: claim.holds(results, exactSums(factors), factors) ? 'holds' : 'violated', results };
}

function exactSums(factors: Factors): ExactSums {
  let [sum, absoluteSum] = [dyadicZero, dyadicZero];
  for (const [left, right] of factors) {
    const product = multiplyDyadic(dyadicOf(Math.fround(left)), dyadicOf(Math.fround(right)));
    sum = addDyadic(sum, product);
    absoluteSum = addDyadic(absoluteSum, absDyadic(product));
  }
  return { sum, absoluteSum };
}
