import { unitRoundoff32, unitRoundoff64 } from '../../float/format.ts';
import type { HuntProblem } from '../problem.ts';
import { type Plan, rounding } from '../structured/plan.ts';
import type { Limit } from './limit.ts';

/**
 * Limits of the relative error, from the condition number κ = P ÷ |s| of the exact result s, with P = Σ|products|.
 *
 * Theorem. Apart from underflow and overflow, |computed − exact| ≤ (1 + u)^(h−1)·u·P·f(κ), with
 *
 *     f(κ) = max over two terms i, j of  (1 + 1/κ)/2·(D_i − m) + (1 − 1/κ)/2·(D_j − m) + m/κ.
 *
 * D is the number of roundings above a term, its product included, m the number of those above both terms, and h the
 * largest D. For κ = 1 this is h. A sequential sum has f(κ) = about n·(1 + 1/κ)/2.
 *
 * Proof. Every rounding v multiplies by 1 + δ_v, |δ_v| ≤ u. So the result is Σ p_i·Π(1 + δ_v) over the roundings v
 * above term i. A product of factors 1 + δ, minus 1, is the sum over its factors of δ_v times all factors above v.
 * Therefore computed − exact = Σ_v δ_v·s_v·Π(1 + δ_w) over all w above v, where s_v is the exact sum of the exact
 * products under v. So the error is at most u·(1 + u)^(h−1)·Σ_v |s_v|. As a function of the products, Σ_v |s_v| is
 * convex. So on the polytope Σ|p| ≤ P, Σp = s it is largest at a vertex. Vertices lie on edges of Σ|p| ≤ P, so at most
 * two products are not zero: (P + |s|)/2 and −(P − |s|)/2. Their sums are these numbers below the place where both
 * meet, and s above.
 *
 * Roundings to binary64 count 2^-29. Relative to s, the limit κ·f(κ) grows with κ. One ulp of s is at least 2^-24·|s|,
 * so in ulp the error is at most (1 + u)^(h−1)·κ·f(κ). Relative to P, the limit is largest at κ = 1.
 */
export function conditionLimit({ aim, condition }: HuntProblem, plan: Plan): Limit | undefined {
  const depth = depths(plan);
  const grown = (units: number, highest: number): number => units * (1 + unitRoundoff32) ** (highest + 1);
  const highest = Math.max(...depth.terms);
  if (aim === 'bound') return { value: grown(highest, highest), kind: 'roundings' };
  if (aim !== 'ulp' || condition === undefined) return undefined;
  return { value: grown(Math.max(1, condition) * relativeError(plan, condition), highest), kind: 'condition' };
}

/** f(κ) of the theorem, for κ ≥ 1. */
export function relativeError(plan: Plan, condition: number): number {
  const { n, left, right } = plan;
  const { terms, sums } = depths(plan);
  const inverse = 1 / Math.max(1, condition);
  const [more, less] = [(1 + inverse) / 2, (1 - inverse) / 2];
  // The largest D under each operand; the two terms meet at the addition of both operands.
  const most = Float64Array.from({ length: n + left.length }, (_, operand) => (operand < n ? terms[operand]! : 0));
  let best = n === 1 ? terms[0]! : 0;
  for (let k = 0; k < left.length; k++) {
    const [a, b] = [most[left[k]!]!, most[right[k]!]!];
    const shared = sums[k]!;
    const pair = (first: number, second: number): number =>
      more * (first - shared) + less * (second - shared) + inverse * shared;
    best = Math.max(best, pair(a, b), pair(b, a));
    most[n + k] = Math.max(a, b);
  }
  return best;
}

/** The roundings above each term, its product included, and above each sum, its own included, in units of 2^-24. */
function depths(plan: Plan): { readonly terms: Float64Array; readonly sums: Float64Array } {
  const { n, left, right, roundings, rounded, roundsResult } = plan;
  const sums = new Float64Array(left.length);
  const terms = Float64Array.from(rounded);
  const wide = unitRoundoff64 / unitRoundoff32;
  const own = (how: number): number =>
    how === rounding.none ? 0 : how === rounding.binary32 ? 1 : how === rounding.binary64 ? wide : 1 + 2 * wide;
  for (let k = left.length - 1; k >= 0; k--) {
    sums[k] = sums[k]! + own(roundings[k]!) + (roundsResult && k === left.length - 1 ? 1 : 0);
    for (const operand of [left[k]!, right[k]!]) {
      if (operand >= n) sums[operand - n] = sums[k]!;
      else terms[operand] = terms[operand]! + sums[k]!;
    }
  }
  return { terms, sums };
}
