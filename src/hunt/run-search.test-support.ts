import type { Model } from '../reveal/model.ts';
import type { BlindOptions } from './blind/pool.ts';
import type { Candidate } from './problem.ts';
import { type Score, type ScoreRule, scoreOf } from './score.ts';
import type { Search } from './search.ts';

export interface SearchResult {
  readonly best: Candidate | undefined;
  readonly value: number;
  readonly spent: number;
  /** Evaluations at which the value was first found. */
  readonly foundAt: number;
}

/**
 * Answers a search from one model, or two under the aim `difference`, until it ends or has found `enough`. Scores
 * exactly.
 */
export function runSearch(
  search: Search,
  rule: ScoreRule,
  model: Model,
  other?: Model,
  enough: number = Number.POSITIVE_INFINITY,
): SearchResult {
  let [best, value, spent, foundAt]: [Candidate | undefined, number, number, number] = [undefined, 0, 0, 0];
  let answer: Float32Array | Float64Array | undefined;
  for (;;) {
    const { done, value: step } = search.next(answer);
    if (done || value >= enough) return { best, value, spent, foundAt };
    spent += step.spent;
    answer = undefined;
    if (step.ask !== undefined) {
      const { lefts, rights, count } = step.ask;
      const n = lefts.length / count;
      const results = model(lefts, rights, n, count);
      answer = other === undefined ? results : Float64Array.of(...results, ...other(lefts, rights, n, count));
    }
    if (step.found === undefined) continue;
    const score = scoreCandidate(rule, step.found, model, other);
    if (!score.allowed || score.value <= value) continue;
    [best, value, foundAt] = [step.found, score.value, spent];
  }
}

export function scoreCandidate(rule: ScoreRule, candidate: Candidate, model: Model, other?: Model): Score {
  const { left, right } = candidate;
  const [computed, another] = [model, other].map((one) => one?.(left, right, left.length, 1)[0] ?? 0);
  return scoreOf(rule, candidate, computed!, another!);
}

/** n free factors on each side. */
export const freeProblem = (n: number): Pick<BlindOptions['problem'], 'n' | 'left' | 'right'> => ({
  n,
  left: Array.from({ length: n }, () => ({ kind: 'any' as const })),
  right: Array.from({ length: n }, () => ({ kind: 'any' as const })),
});
