import type { Computer } from './computer.ts';
import type { Limit } from './hunt-result.ts';
import type { HuntProblem } from './problem.ts';
import { randomSearch } from './random-search.ts';
import type { Method } from './schedule.ts';
import type { ScoreRule } from './score.ts';

/** What no input passes, and which searches run: decided by the problem and by what was revealed. */
export interface HuntPlan {
  /** Undefined if none is known. */
  readonly limit: Limit | undefined;
  readonly methods: readonly Method[];
}

export function planHunt(problem: HuntProblem, rule: ScoreRule, computers: readonly Computer[]): HuntPlan {
  void computers;
  const random: Method = { name: 'random', share: 1, start: (rng) => randomSearch(problem, rule, rng) };
  return { limit: undefined, methods: [random] };
}
