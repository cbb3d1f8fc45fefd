import { smallestSubnormal32 } from '../../float/format.ts';
import { ulp32, ulp64 } from '../../float/ulp.ts';
import type { HuntProblem } from '../problem.ts';
import { enumerated, isEnumerable, productRange } from '../structured/options.ts';
import { type Plan, rounding } from '../structured/plan.ts';
import type { Ranges } from './ranges.ts';

/**
 * An upper bound of |computed − exact|, rounded outward.
 *
 * Theorem. The error of the result is the sum of the errors of the products and of the additions. An addition whose
 * exact sum t has |t| ≤ M errs by at most half an ulp of M, and, if M is a power of two of the format, by at most half
 * of that: for |t| < M the ulp is half as large, and t = ±M is not rounded. The error of a product is at most the
 * largest one of its options if these can be enumerated, and else bounded like that of an addition.
 *
 * Proof. Computed and exact result are sums of the same products up to the errors of the nodes, which add up, because
 * additions are exact apart from their own errors. Round to nearest errs by at most half the spacing around t.
 *
 * Errors of enumerated products keep their signs: the sum of the largest ones and that of the least ones bound the
 * error from above and below.
 */
export function simpleLimit(problem: HuntProblem, plan: Plan, ranges: Ranges): number {
  let sums = 0;
  let operations = 1;
  for (let k = 0; k < plan.left.length; k++) {
    sums += largestError(ranges.size[k]!, plan.roundings[k]!);
    operations++;
  }
  const root = plan.n + plan.left.length - 1;
  if (plan.roundsResult) {
    const size = Math.max(Math.abs(ranges.low[root]!), Math.abs(ranges.high[root]!));
    sums += largestError(size, rounding.binary32);
  }
  let up = 0;
  let down = 0;
  for (let term = 0; term < plan.n; term++) {
    const [most, least] = termErrors(problem, plan, term);
    up += Math.max(most, 0);
    down += Math.max(-least, 0);
    operations++;
  }
  return outward(sums + Math.max(up, down), operations, sums + up + down);
}

/**
 * The value plus what `operations` binary64 additions of numbers of absolute sum `absolute` may have lost, or more.
 * Recursive sums lose at most operations · 2^-53 · absolute to first order.
 */
export function outward(value: number, operations: number, absolute: number): number {
  return value + 4 * operations * 2 ** -53 * absolute;
}

/** How far an addition may be from the exact sum, if that is at most `size` in absolute value. */
export function largestError(size: number, how: number): number {
  if (how === rounding.none || size === 0) return 0;
  const wide = how === rounding.binary32 ? 0 : largestOf(size, ulp64(size));
  return how === rounding.binary64 ? wide : wide + largestOf(size, ulp32(size));
}

function largestOf(size: number, ulp: number): number {
  const power = size === 2 ** Math.round(Math.log2(size)) && ulp > smallestSubnormal32;
  return power ? ulp / 4 : ulp / 2;
}

/** The largest and the least error of the product of a term, as it enters its addition. */
export function termErrors(problem: HuntProblem, plan: Plan, term: number): readonly [number, number] {
  if (plan.rounded[term] === 0) return [0, 0];
  const [left, right] = [problem.left[term]!, problem.right[term]!];
  if (isEnumerable(left, right)) {
    const { error } = enumerated(left, right, true);
    let [most, least] = [error[0]!, error[0]!];
    for (const each of error) {
      most = Math.max(most, each);
      least = Math.min(least, each);
    }
    return [most, least];
  }
  const [low, high] = productRange(left, right)!;
  const most = largestError(Math.max(Math.abs(low), Math.abs(high)), rounding.binary32);
  return [most, -most];
}
