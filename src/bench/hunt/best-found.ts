import { annealing } from '../../hunt/blind/annealing.ts';
import { randomSearch } from '../../hunt/blind/random-search.ts';
import { objectiveOf, scoreOf, scoreRule } from '../../hunt/score.ts';
import type { Search } from '../../hunt/search.ts';
import { structuredSearch } from '../../hunt/structured/structured-search.ts';
import { modelOf } from '../../reveal/model.ts';
import type { HuntRow } from './hunt-rows.ts';

/** The searches that are compared: those of `lastbit hunt`, each alone. */
export const searches = {
  random: (row: HuntRow, seed: number, budget: number): Search => randomSearch(blind(row, seed, budget)),
  annealing: (row: HuntRow, seed: number, budget: number): Search => annealing(blind(row, seed, budget)),
  structured: ({ problem, accumulation }: HuntRow, seed: number, budget: number): Search =>
    structuredSearch(problem, accumulation, seed, budget),
} as const;

export type SearchName = keyof typeof searches;

const ruleOf = ({ problem, accumulation }: HuntRow) => scoreRule(problem, 'binary32', accumulation);

const blind = (row: HuntRow, seed: number, budget: number) => ({
  ...{ problem: row.problem, objective: objectiveOf(ruleOf(row)), seed, budget },
});

/** The largest exact score that a search finds within so many evaluations. Questions are answered by the model. */
export function bestFound(row: HuntRow, name: SearchName, seed: number, evaluations: number): number {
  const { problem, accumulation } = row;
  const { n } = problem;
  const rule = ruleOf(row);
  const model = modelOf(accumulation);
  const search = searches[name](row, seed, evaluations);
  let best = 0;
  let spent = 0;
  for (let step = search.next(); step.done !== true; ) {
    const { ask, found, spent: more } = step.value;
    spent += more;
    // A step that goes beyond the budget does not count.
    if (spent > evaluations) break;
    if (found !== undefined) {
      const score = scoreOf(rule, found, model(found.left, found.right, n, 1)[0]!);
      if (score.allowed) best = Math.max(best, score.value);
    }
    step = search.next(ask === undefined ? undefined : model(ask.lefts, ask.rights, n, ask.count));
  }
  return best;
}
