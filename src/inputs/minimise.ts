import type fc from 'fast-check';
import { InputArbitrary } from './arbitrary.ts';

export interface MinimiseOptions {
  /** The most values that the predicate is asked about. Default 20,000. */
  readonly evaluations?: number;
  /** Ends the search before the next portion: an AbortSignal, or any object with `aborted`. */
  readonly signal?: { readonly aborted: boolean } | undefined;
}

export interface Minimised<T, V> {
  readonly value: T;
  /**
   * What the predicate said of the value. Undefined if nothing simpler than the start was found: the predicate is not
   * asked about the start.
   */
  readonly verdict: V | undefined;
  /** Successful steps. */
  readonly steps: number;
  /** How many values the predicate was asked about. */
  readonly tried: number;
  /** Nothing simpler fails. False when the budget or the signal cut the search. */
  readonly minimal: boolean;
}

/**
 * What it says of each candidate: undefined if the candidate does not fail in the same way, anything else if it does.
 * It gets candidates in portions, so that an engine can be asked about all of them in one call. It must check the kind
 * of failure too; otherwise a failure of rounding turns into one of underflow.
 */
export type StillFails<T, V> = (
  candidates: readonly T[],
) => readonly (V | undefined)[] | Promise<readonly (V | undefined)[]>;

/**
 * The simplest value found from `start` that still fails. The search is greedy: of each portion of shrinks it takes the
 * simplest that fails, until a kind of step has none left. Then it takes the next kind, and all kinds again until none
 * succeeds. It is deterministic: the budget counts evaluations, not time.
 */
export async function minimise<T, V>(
  arbitrary: fc.Arbitrary<T>,
  start: T,
  stillFails: StillFails<T, V>,
  options: MinimiseOptions = {},
): Promise<Minimised<T, V>> {
  const search = searchFrom<T, V>(arbitrary, start, options);
  let next = search.next();
  while (next.done !== true) next = search.next(await stillFails(next.value));
  return next.value;
}

/** As `minimise`, for a predicate that answers at once. */
export function minimiseSync<T, V>(
  arbitrary: fc.Arbitrary<T>,
  start: T,
  stillFails: (candidates: readonly T[]) => readonly (V | undefined)[],
  options: MinimiseOptions = {},
): Minimised<T, V> {
  const search = searchFrom<T, V>(arbitrary, start, options);
  let next = search.next();
  while (next.done !== true) next = search.next(stillFails(next.value));
  return next.value;
}

/** Values in a portion: few at first, because early steps are the largest and often succeed. */
const portions = [16, 64, 256] as const;

/** Yields portions of candidates, and is told the verdicts. */
function* searchFrom<T, V>(
  arbitrary: fc.Arbitrary<T>,
  start: T,
  { evaluations = 20_000, signal }: MinimiseOptions,
): Generator<readonly T[], Minimised<T, V>, readonly (V | undefined)[]> {
  const stages = arbitrary instanceof InputArbitrary ? arbitrary.stages : [shrinksOf(arbitrary)];
  let value = start;
  let verdict: V | undefined;
  let steps = 0;
  let tried = 0;
  let cut = false;

  function* improve(stage: (value: T) => Iterable<T>): Generator<readonly T[], boolean, readonly (V | undefined)[]> {
    const shrinks = stage(value)[Symbol.iterator]();
    for (let round = 0; ; round++) {
      if (tried >= evaluations || signal?.aborted === true) cut = true;
      if (cut) return false;
      const candidates = take(shrinks, Math.min(portions[Math.min(round, 2)]!, evaluations - tried));
      if (candidates.length === 0) return false;
      const verdicts = yield candidates;
      tried += candidates.length;
      const best = simplestFailing(arbitrary, candidates, verdicts);
      if (best === undefined) continue;
      value = candidates[best]!;
      verdict = verdicts[best];
      steps++;
      return true;
    }
  }

  for (let progress = true; progress; ) {
    progress = false;
    for (const stage of stages) while (yield* improve(stage)) progress = true;
    if (cut) break;
  }
  return { value, verdict, steps, tried, minimal: !cut };
}

/**
 * The index of the simplest candidate that fails; of equally simple ones the first. Without an order, the first that
 * fails.
 */
function simplestFailing<T, V>(
  arbitrary: fc.Arbitrary<T>,
  candidates: readonly T[],
  verdicts: readonly (V | undefined)[],
): number | undefined {
  let best: number | undefined;
  for (const [index, candidate] of candidates.entries()) {
    if (verdicts[index] === undefined) continue;
    if (best === undefined) best = index;
    else if (arbitrary instanceof InputArbitrary && arbitrary.against(candidates[best]!)(candidate) < 0) best = index;
  }
  return best;
}

function shrinksOf<T>(arbitrary: fc.Arbitrary<T>): (value: T) => Iterable<T> {
  return function* shrinks(value) {
    if (!arbitrary.canShrinkWithoutContext(value)) return;
    for (const { value: simpler } of arbitrary.shrink(value, undefined)) yield simpler;
  };
}

function take<T>(from: Iterator<T>, count: number): readonly T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const { value, done } = from.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}
