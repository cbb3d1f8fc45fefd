import { dotError64 } from '../../float/exact-dot.ts';
import type { FactorDomain } from '../../hunt/problem.ts';
import { type Rng, randomOf } from '../../inputs/random.ts';
import type { Model } from '../../reveal/model.ts';
import { modelOf } from '../../reveal/model.ts';
import type { HuntRow } from './hunt-rows.ts';

/** The best |computed − exact| of so many random inputs. */
export function randomBest({ problem, accumulation }: HuntRow, seed: number, evaluations: number): number {
  const rng = randomOf(seed, 'random search');
  const { n } = problem;
  const model = modelOf(accumulation);
  const [left, right] = [new Float32Array(n), new Float32Array(n)];
  let best = 0;
  for (let i = 0; i < evaluations; i++) {
    fill(left, problem.left, rng);
    fill(right, problem.right, rng);
    best = Math.max(best, errorOf(model, left, right, n));
  }
  return best;
}

/**
 * The same by annealing: a move draws one factor again, or moves it to one nearby. The temperature falls from a tenth
 * of the first error found to nearly nothing.
 */
export function annealingBest({ problem, accumulation }: HuntRow, seed: number, evaluations: number): number {
  const rng = randomOf(seed, 'annealing');
  const { n } = problem;
  const model = modelOf(accumulation);
  const [left, right] = [new Float32Array(n), new Float32Array(n)];
  fill(left, problem.left, rng);
  fill(right, problem.right, rng);
  const movable = [left, right].flatMap((factors, side) =>
    (side === 0 ? problem.left : problem.right).flatMap((domain, term) =>
      domain.kind === 'levels' && domain.values.length === 1 ? [] : [{ factors, domain, term }],
    ),
  );
  let now = errorOf(model, left, right, n);
  let best = now;
  let hottest = now;
  for (let i = 1; i < evaluations; i++) {
    hottest = Math.max(hottest, best);
    const temperature = 0.1 * hottest * (1 - i / evaluations) ** 2;
    const { factors, domain, term } = movable[rng.below(movable.length)]!;
    const before = factors[term]!;
    factors[term] = rng.chance(0.5) ? drawn(domain, rng) : nearby(domain, before, rng);
    const next = errorOf(model, left, right, n);
    if (next >= now || rng.unit() < Math.exp((next - now) / temperature)) now = next;
    else factors[term] = before;
    best = Math.max(best, now);
  }
  return best;
}

export function errorOf(model: Model, left: Float32Array, right: Float32Array, n: number): number {
  return Math.abs(dotError64(left, right, 0, n, model(left, right, n, 1)[0]!));
}

function fill(factors: Float32Array, domains: readonly FactorDomain[], rng: Rng): void {
  for (let term = 0; term < factors.length; term++) factors[term] = drawn(domains[term]!, rng);
}

function drawn(domain: FactorDomain, rng: Rng): number {
  if (domain.kind === 'levels') return domain.values[rng.below(domain.values.length)]!;
  const [low, high] = domain.kind === 'any' ? [-1, 1] : [domain.low, domain.high];
  return Math.min(high, Math.max(low, low + (high - low) * rng.unit()));
}

function nearby(domain: FactorDomain, value: number, rng: Rng): number {
  if (domain.kind === 'levels') {
    const place = domain.values.indexOf(value) + rng.sign() * (1 + rng.below(4));
    return domain.values[Math.min(domain.values.length - 1, Math.max(0, place))]!;
  }
  const [low, high] = domain.kind === 'any' ? [-1, 1] : [domain.low, domain.high];
  return Math.min(high, Math.max(low, value * (1 + rng.sign() * 2 ** -(4 + rng.below(20)))));
}
