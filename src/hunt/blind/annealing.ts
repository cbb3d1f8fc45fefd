import { powerOfTwo } from '../../inputs/fill.ts';
import { randomOf } from '../../inputs/random.ts';
import type { Candidate } from '../problem.ts';
import type { Search } from '../search.ts';
import { drawByExponent, drawSimple, isFixed, mutate, valueAt } from './domain.ts';
import { type BlindOptions, Pool } from './pool.ts';

/** Chains side by side, so that an engine is asked for several inputs in one call. */
const chains = 8;
/** Temperatures in units of the logarithm of the score. */
const hottest = 0.05;

/**
 * Simulated annealing over bit patterns. A step changes one factor, or both of one term, and is taken if the score
 * falls by no more than chance allows at the temperature, which falls to 0 with the budget. Starts from `start`, if
 * given.
 */
export function* annealing(options: BlindOptions, start?: Candidate): Search {
  const { problem, seed, budget } = options;
  const { n } = problem;
  const rng = randomOf(seed, 'annealing');
  const pool = new Pool(options, chains);
  const { lefts, rights, scores } = pool;
  const draws = [drawByExponent, drawSimple, (domain: (typeof problem.left)[number]) => valueAt(domain, rng.unit())];
  for (let chain = 0; chain < chains; chain += 1) {
    const draw = draws[chain % draws.length]!;
    for (let t = 0; t < n; t += 1) {
      lefts[chain * n + t] = start?.left[t] ?? draw(problem.left[t]!, rng);
      rights[chain * n + t] = start?.right[t] ?? draw(problem.right[t]!, rng);
    }
  }
  yield* pool.evaluate(chains);
  const current = scores.slice();
  const kept = Array.from({ length: chains }, () => ({ at: 0, left: 0, right: 0 }));
  for (let spent = chains; spent < budget; spent += chains) {
    for (let chain = 0; chain < chains; chain += 1) {
      const at = chain * n + rng.below(n);
      kept[chain] = { at, left: lefts[at]!, right: rights[at]! };
      const from = chain * n + rng.below(n);
      const [of, against] = [problem.left[at % n]!, problem.right[at % n]!];
      const which = isFixed(against) ? 0 : isFixed(of) ? 1 : rng.below(5);
      if (which === 4 && of.kind === 'any' && against.kind === 'any') {
        lefts[at] = lefts[from]!;
        rights[at] = rights[from]! * (rng.next() < 0 ? 1 : powerOfTwo(rng.between(-24, 24)));
        continue;
      }
      if (which !== 1) lefts[at] = mutate(of, lefts[at]!, lefts[from]!, rng);
      if (which !== 0 && which !== 2) rights[at] = mutate(against, rights[at]!, rights[from]!, rng);
    }
    yield* pool.evaluate(chains);
    const temperature = hottest * Math.max(0, 1 - spent / budget);
    for (let chain = 0; chain < chains; chain += 1) {
      const fall = Math.log(scores[chain]!) - Math.log(current[chain]!);
      // NaN if both are 0: a step from 0 to 0 is taken.
      const taken = scores[chain]! >= 0 && !(fall < temperature * Math.log(rng.unit()));
      if (taken) current[chain] = scores[chain]!;
      else {
        const { at, left, right } = kept[chain]!;
        lefts[at] = left;
        rights[at] = right;
      }
    }
  }
}
