import { randomOf } from '../../inputs/random.ts';
import type { Accumulation } from '../../sums/accumulation.ts';
import type { HuntProblem } from '../problem.ts';
import type { Search } from '../search.ts';
import { Improvement } from './improvement.ts';
import { optionsOf } from './options.ts';
import { type Plan, planOf } from './plan.ts';

/** Why there is no structured search for a problem; undefined if there is one. */
export function noStructuredSearch(problem: HuntProblem, accumulation: Accumulation): string | undefined {
  const plan = planOf(accumulation);
  if (typeof plan === 'string') return `no structured search for ${plan}`;
  if (plan.n < 2) return 'no structured search for a single product';
  return problem.aim === 'difference' ? 'no structured search for the difference of two subjects' : undefined;
}

/**
 * Searches the worst input on a known accumulation: greedy walks, then beams that are wider or look more closely around
 * the best input so far. It never ends. `evaluations`, if known, chooses the width of the first beam. Throws a
 * RangeError where `noStructuredSearch` gives a reason.
 */
export function* structuredSearch(
  problem: HuntProblem,
  accumulation: Accumulation,
  seed: number,
  evaluations = 1e5,
): Search {
  const reason = noStructuredSearch(problem, accumulation);
  if (reason !== undefined) throw new RangeError(reason);
  const plan = planOf(accumulation) as Plan;
  const rng = randomOf(seed, 'structured');
  const options = optionsOf(problem, plan, rng);
  const search = new Improvement(problem, plan, options);
  if (search.isChain && !plan.roundsResult) yield* search.greedy(rng, evaluations / 5);
  // A wide sum errs most at its end: by half an ulp of its own size.
  const ends = plan.roundsResult ? ([1, -1] as const) : [];
  for (const side of ends) yield* search.pass(side, 0.1, evaluations / 10, 1, rng.unit(), search.end(side));
  for (const sign of [1, -1] as const) yield* search.pass(sign, 1, evaluations / 12, 1, rng.unit());
  if (!search.isChain) yield* search.pass(search.sign, 1, evaluations / 4, 1, rng.unit());
  for (let share = evaluations / 8, zoom = 0.25; ; zoom = zoom < 0.01 ? 0.5 : zoom / 2) {
    const depth = rng.chance(0.5) ? 1 : 2;
    yield* search.pass(search.sign, zoom * (0.75 + rng.unit() / 2), share, depth, rng.unit());
    if (zoom < 0.01) share *= 2;
  }
}
