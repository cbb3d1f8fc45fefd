import type { Accumulation } from '../../sums/accumulation.ts';
import type { HuntProblem } from '../problem.ts';
import { isEnumerable } from '../structured/options.ts';
import { type Plan, planOf } from '../structured/plan.ts';
import { conditionLimit } from './condition-limit.ts';
import { dpLimit, hasDpLimit } from './dp-limit.ts';
import type { Limit } from './limit.ts';
import { rangesOf } from './ranges.ts';
import { simpleLimit } from './simple-limit.ts';
import type { Fineness } from './table.ts';

/** What a limit by dynamic programming may cost, in steps of some hundred nanoseconds. */
export const mostSteps = 1e7;

/**
 * The limit of a problem on a known accumulation; undefined if none is known.
 * - Aim `error`: `dp` where every addition is one of two operands in binary32 (also fused, or rounded twice) and the
 *   steps suffice, else `simple`, also for binary64 and for additions of several operands. None if a factor may be any
 *   number, and none for what plans do not describe: other formats and modes, fused adders, flushing.
 * - Aim `bound`: `roundings`, for every plan.
 * - Aim `ulp`: `condition`, for every plan, if the condition number is limited.
 * - Aim `difference`: none.
 */
export function limitOf(
  problem: HuntProblem,
  accumulation: Accumulation,
  steps: number = mostSteps,
): Limit | undefined {
  const plan = planOf(accumulation);
  if (typeof plan === 'string' || problem.aim === 'difference') return undefined;
  if (problem.aim !== 'error') return conditionLimit(problem, plan);
  const ranges = rangesOf(problem, plan);
  if (ranges === undefined) return undefined;
  const simple = simpleLimit(problem, plan, ranges);
  const fineness = finenessFor(problem, plan, steps);
  if (fineness === undefined) return { value: simple, kind: 'simple' };
  const dp = dpLimit(problem, plan, ranges, fineness);
  return dp < simple ? { value: dp, kind: 'dp' } : { value: simple, kind: 'simple' };
}

/** The finest cells that the steps allow; undefined if even coarse ones cost more, or if there is no such limit. */
function finenessFor(problem: HuntProblem, plan: Plan, steps: number): Fineness | undefined {
  if (!hasDpLimit(plan)) return undefined;
  const of = (operand: number): 'sum' | 'option' =>
    operand < plan.n && isEnumerable(problem.left[operand]!, problem.right[operand]!) ? 'option' : 'sum';
  let squares = 0;
  for (let k = 0; k < plan.left.length; k++) {
    const sums = [plan.left[k]!, plan.right[k]!].filter((operand) => of(operand) === 'sum').length;
    // A term has few cells beside those of a long sum.
    squares += sums === 2 ? 6 : sums === 1 ? 0.5 : 0;
  }
  const cells = Math.min(2000, Math.floor(Math.sqrt(steps / Math.max(1, squares))));
  return cells < 24 ? undefined : { cells, bits: cells > 400 ? 2 : 1 };
}
