import { randomOf } from '../../inputs/random.ts';
import type { Search } from '../search.ts';
import { drawByExponent, drawSimple, valueAt } from './domain.ts';
import { type BlindOptions, Pool } from './pool.ts';

const size = 64;

/** Independent inputs: even over each domain, even over exponents, and of few significant bits, in turn. */
export function* randomSearch(options: BlindOptions): Search {
  const { problem, seed, budget } = options;
  const rng = randomOf(seed, 'random');
  const pool = new Pool(options, size);
  const draws = [
    (domain: (typeof problem.left)[number]) => valueAt(domain, rng.unit()),
    (domain: (typeof problem.left)[number]) => drawByExponent(domain, rng),
    (domain: (typeof problem.left)[number]) => drawSimple(domain, rng),
  ];
  for (let spent = 0, round = 0; spent < budget; round += 1) {
    const draw = draws[round % draws.length]!;
    const count = Math.min(size, budget - spent);
    for (let i = 0; i < count * problem.n; i += 1) {
      pool.lefts[i] = draw(problem.left[i % problem.n]!);
      pool.rights[i] = draw(problem.right[i % problem.n]!);
    }
    yield* pool.evaluate(count);
    spent += count;
  }
}
