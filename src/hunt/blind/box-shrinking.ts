import { randomOf } from '../../inputs/random.ts';
import type { Search } from '../search.ts';
import { valueAt } from './domain.ts';
import { type BlindOptions, Pool } from './pool.ts';

const samples = 10;
const restart = 0.2;

/**
 * Binary guided random testing, as S3FP does it (Chiang, Gopalakrishnan, Rakamarić and Solovyev, Efficient search for
 * inputs causing high floating-point errors, PPoPP 2014). A box is an interval of each domain. Of four halves of it
 * (all upper, all lower, a random choice, and the opposite choice) the one with the best of ten samples is halved
 * again, or with probability 0.2 all begins again.
 */
export function* boxShrinking(options: BlindOptions): Search {
  const { problem, seed, budget } = options;
  const { n } = problem;
  const rng = randomOf(seed, 'box');
  const pool = new Pool(options, 4 * samples);
  const low = new Float64Array(2 * n);
  const width = new Float64Array(2 * n).fill(1);
  const upper = Array.from({ length: 4 }, () => new Uint8Array(2 * n));
  for (let spent = 0; spent < budget; spent += 4 * samples) {
    for (let i = 0; i < 2 * n; i += 1) {
      const chosen = rng.next() < 0 ? 1 : 0;
      [1, 0, chosen, 1 - chosen].forEach((half, box) => {
        upper[box]![i] = half;
      });
    }
    for (let k = 0; k < 4 * samples; k += 1) {
      const halves = upper[Math.floor(k / samples)]!;
      for (let t = 0; t < n; t += 1) {
        pool.lefts[k * n + t] = valueAt(problem.left[t]!, place(t, halves));
        pool.rights[k * n + t] = valueAt(problem.right[t]!, place(n + t, halves));
      }
    }
    yield* pool.evaluate(4 * samples);
    const best = pool.scores.indexOf(Math.max(...pool.scores));
    const halves = upper[Math.max(0, Math.floor(best / samples))]!;
    const again = rng.chance(restart);
    for (let i = 0; i < 2 * n; i += 1) {
      width[i] = again ? 1 : width[i]! / 2;
      low[i] = again ? 0 : low[i]! + halves[i]! * width[i]!;
    }
  }

  function place(i: number, halves: Uint8Array): number {
    return Math.min(low[i]! + (halves[i]! + rng.unit()) * (width[i]! / 2), 1 - 2 ** -53);
  }
}
