import type { Case } from '../conv/batch.ts';
import { compareSimplicity } from './compare-simplicity.ts';
import { type ShrinkStage, shrinkStages } from './shrink-case.ts';

/** Which of some cases are still wanted: the same failure, or as large a ratio. Cases may have different shapes. */
export type StillWanted = (cases: readonly Case[]) => Promise<readonly boolean[]>;

export interface Shrunk {
  readonly case: Case;
  /** Successful steps. */
  readonly steps: number;
  /** Cases put to the predicate. */
  readonly tried: number;
  /** No step was left to try: the case is minimal. False when the budget ended it. */
  readonly minimal: boolean;
}

/** Portions put to the predicate at once: small first, because early steps are the daring ones and often succeed. */
const portions = [16, 64, 256] as const;

/**
 * The simplest case to be found from `start` for which the predicate still holds, at the cost of at most `budget` evaluated cases.
 *
 * Greedy: of each portion of steps the simplest that is still wanted is taken, until a kind of step has none left; then the next
 * kind, and all kinds again until none succeeds. Deterministic. It keeps what the predicate keeps: one that asks only "does it
 * fail?" lets a rounding failure slide into an underflow, so let it ask for the class of the failure as well (`rangeClass`).
 */
export async function shrinkWhile(
  start: Case,
  stillWanted: StillWanted,
  budget: number = 20_000,
  stages: readonly ShrinkStage[] = shrinkStages,
): Promise<Shrunk> {
  let best = start;
  let steps = 0;
  let tried = 0;

  const improve = async (stage: ShrinkStage): Promise<boolean> => {
    let round = 0;
    for (const candidates of chunks(stage(best), () => Math.min(portions[Math.min(round++, 2)]!, budget - tried))) {
      const wanted = await stillWanted(candidates);
      tried += candidates.length;
      const found = candidates.filter((_, index) => wanted[index] === true);
      if (found.length === 0) continue;
      best = found.reduce((simplest, candidate) => (compareSimplicity(candidate, simplest) < 0 ? candidate : simplest));
      steps++;
      return true;
    }
    return false;
  };

  for (let progress = true; progress; ) {
    progress = false;
    for (const stage of stages) while (await improve(stage)) progress = true;
    if (tried >= budget) return { case: best, steps, tried, minimal: false };
  }
  return { case: best, steps, tried, minimal: true };
}

/** Portions of a list, each as long as `size` says when it begins; ends at the first of length 0. */
function* chunks<T>(items: Iterable<T>, size: () => number): Generator<T[]> {
  let chunk: T[] = [];
  let wanted = size();
  if (wanted <= 0) return;
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < wanted) continue;
    yield chunk;
    chunk = [];
    wanted = size();
    if (wanted <= 0) return;
  }
  if (chunk.length > 0) yield chunk;
}
