import type { Search, SearchStep } from '../search.ts';
import { annealing } from './annealing.ts';
import { boxShrinking } from './box-shrinking.ts';
import { pivotTies } from './pivot-ties.ts';
import type { BlindOptions } from './pool.ts';
import { randomSearch } from './random-search.ts';

export type BlindMethod = 'pivot-ties' | 'annealing' | 'box shrinking' | 'random';

/** A step of the portfolio, and which method took it. */
export interface PortfolioStep extends SearchStep {
  readonly method: BlindMethod;
}

export type Portfolio = Generator<PortfolioStep, void, Float32Array | Float64Array | undefined>;

type MakeSearch = (options: BlindOptions) => Search;

const methods: Readonly<Record<BlindMethod, MakeSearch>> = {
  'pivot-ties': pivotTies,
  annealing: (options) => annealing(options),
  'box shrinking': boxShrinking,
  random: randomSearch,
};

/** Evaluations of each method in the first round. */
const firstRound = 4096;

/**
 * For tests of the blind methods together, without a driver; `lastbit hunt` divides its evaluations by schedule.ts.
 *
 * All blind methods in turn, each with as many evaluations as the others. The method with the fewest goes next. In
 * round r each has twice the budget of the round before, and another seed, so annealing cools down in every round. A
 * method that ends early leaves its share to the others. It goes on until the budget is spent or the driver stops it.
 */
export function* portfolio(options: BlindOptions): Portfolio {
  let left = options.budget;
  const names = Object.keys(methods) as BlindMethod[];
  for (let round = 0; left > 0; round += 1) {
    const share = Math.min(firstRound * 2 ** round, Math.ceil(left / names.length));
    // Pivot-ties draws nothing: the second round repeats the first one, and goes further.
    const open = names.map((method) => {
      const search = methods[method]({ ...options, seed: options.seed + round, budget: share });
      return { method, search, next: search.next(), spent: 0 };
    });
    for (let active = open; active.length > 0 && left > 0; active = active.filter(({ next }) => !next.done)) {
      const turn = active.reduce((least, one) => (one.spent < least.spent ? one : least));
      if (turn.next.done) continue;
      const step = turn.next.value;
      const answer = yield { ...step, method: turn.method };
      turn.spent += step.spent;
      left -= step.spent;
      turn.next = turn.search.next(answer);
    }
  }
}
