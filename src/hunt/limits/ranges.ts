import { sum32, sumError } from '../../float/addition.ts';
import { nextDown64, nextUp64 } from '../../float/ulp.ts';
import type { HuntProblem } from '../problem.ts';
import { productRange } from '../structured/options.ts';
import { type Plan, rounding } from '../structured/plan.ts';

/** Between which numbers every computed value of a plan lies, by operand, and how large every exact sum is. */
export interface Ranges {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** By addition: an upper bound of the absolute sum of its two operands, before it is rounded. */
  readonly size: Float64Array;
}

/**
 * Theorem. Let every product lie between two numbers. Run the plan on all least products, and on all largest ones.
 * Every computed value lies between the two results at its place.
 *
 * Proof. Rounding to nearest is monotone, and so is an exact sum in both operands. Compositions of monotone functions
 * are monotone. Hypothesis: nothing overflows; then the ends of the range would be infinite, and there is no range
 * (undefined). There is none either if a factor may be any number.
 *
 * A partial sum of several operands is exact in the plan, but binary64 rounds it here. The next binary64 number outward
 * bounds it.
 */
export function rangesOf(problem: HuntProblem, plan: Plan): Ranges | undefined {
  const { n, left, right, roundings } = plan;
  const low = new Float64Array(n + left.length);
  const high = new Float64Array(n + left.length);
  const size = new Float64Array(left.length);
  for (let term = 0; term < n; term++) {
    const range = productRange(problem.left[term]!, problem.right[term]!);
    if (range === undefined) return undefined;
    const rounds = plan.rounded[term] === 1;
    low[term] = rounds ? Math.fround(range[0]) : range[0];
    high[term] = rounds ? Math.fround(range[1]) : range[1];
  }
  for (let k = 0; k < left.length; k++) {
    const [a, b, how] = [left[k]!, right[k]!, roundings[k]!];
    size[k] = Math.max(sizeOf(low[a]!, low[b]!), sizeOf(high[a]!, high[b]!));
    low[n + k] = how === rounding.none ? nextDown64(low[a]! + low[b]!) : roundedSum(low[a]!, low[b]!, how);
    high[n + k] = how === rounding.none ? nextUp64(high[a]! + high[b]!) : roundedSum(high[a]!, high[b]!, how);
  }
  const root = n + left.length - 1;
  const finite = Number.isFinite(Math.fround(low[root]!)) && Number.isFinite(Math.fround(high[root]!));
  return finite && low.every(Number.isFinite) && high.every(Number.isFinite) ? { low, high, size } : undefined;
}

/** An upper bound of |a + b|. */
function sizeOf(a: number, b: number): number {
  const sum = Math.abs(a + b);
  return sumError(a, b, a + b) === 0 ? sum : nextUp64(sum);
}

/** a + b, rounded as an addition with this `rounding` does. */
export function roundedSum(a: number, b: number, how: number): number {
  if (how === rounding.binary32) return sum32(a, b);
  return how === rounding.twice ? Math.fround(a + b) : a + b;
}
