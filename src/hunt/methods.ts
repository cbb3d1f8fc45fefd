import { shown } from '../errors/shown.ts';
import { nearestText, UsageError } from '../errors/usage-error.ts';
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

/** Every method, whichever a problem allows. */
const methodNames = ['construction', 'price greedy', 'beam', 'pivot-ties', 'annealing', 'box shrinking', 'random'];

/** The methods with these names; all of them without names. Throws a UsageError for a name that is none of them. */
export function chosenMethods(methods: readonly Method[], names: readonly string[], words: string): readonly Method[] {
  const here = methods.map(({ name }) => name);
  for (const name of names) {
    if (here.includes(name)) continue;
    if (!methodNames.includes(name))
      throw new UsageError(
        `--method ${shown(name)}: there is no such method; did you mean ${nearestText(name, methodNames)}?`,
      );
    throw new UsageError(
      `--method ${name}: not for this hunt, which has ${here.join(', ')}; the output is computed as: ${words}`,
    );
  }
  return names.length === 0 ? methods : methods.filter(({ name }) => names.includes(name));
}

export function planHunt(problem: HuntProblem, rule: ScoreRule, computers: readonly Computer[]): HuntPlan {
  void computers;
  const random: Method = { name: 'random', share: 1, start: (rng) => randomSearch(problem, rule, rng) };
  return { limit: undefined, methods: [random] };
}
