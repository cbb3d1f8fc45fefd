import type { Rng } from '../inputs/random.ts';
import type { FactorDomain, HuntProblem } from './problem.ts';
import { objectiveOf, type ScoreRule } from './score.ts';
import type { Search } from './search.ts';

/** Candidates in one question. */
const batch = 64;

/**
 * Uniform random numbers of the domains, one candidate after another: what every other method is compared with. Numbers
 * without limits are drawn from [−1, 1].
 */
export function* randomSearch({ n, left, right }: HuntProblem, rule: ScoreRule, rng: Rng): Search {
  const objective = objectiveOf(rule);
  const lefts = new Float32Array(batch * n);
  const rights = new Float32Array(batch * n);
  let largest = 0;
  for (;;) {
    for (let i = 0; i < batch * n; i++) {
      lefts[i] = draw(left[i % n]!, rng);
      rights[i] = draw(right[i % n]!, rng);
    }
    const results = yield { ask: { lefts, rights, count: batch }, spent: batch };
    for (let k = 0; k < batch; k++) {
      const score = objective(lefts, rights, n, k, results![k]!, 0);
      if (score <= largest) continue;
      largest = score;
      const [from, to] = [k * n, (k + 1) * n];
      yield { found: { left: lefts.slice(from, to), right: rights.slice(from, to) }, spent: 0 };
    }
  }
}

function draw(domain: FactorDomain, rng: Rng): number {
  if (domain.kind === 'levels') return domain.values[rng.below(domain.values.length)]!;
  const [low, high] = domain.kind === 'range' ? [domain.low, domain.high] : [-1, 1];
  return Math.min(high, Math.max(low, Math.fround(low + (high - low) * rng.unit())));
}
