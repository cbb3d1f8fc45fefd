import { shrinkWhile } from '../generate/shrink-while.ts';
import { type Failure, findFailure } from './failure.ts';

export interface ShrinkLimits {
  /** Cases given to the engine. */
  readonly evaluations: number;
  readonly milliseconds: number;
  /** Ends shrinking early. */
  readonly signal?: AbortSignal;
}

/**
 * The smallest failure of the same kind that shrinking finds. The engine itself is asked about every candidate, each alone;
 * after the time is over, or a signal, none is wanted any more, and the smallest so far stands.
 */
export async function shrinkFailure(failure: Failure, limits: ShrinkLimits): Promise<Failure> {
  const { evaluations, milliseconds, signal } = limits;
  const end = performance.now() + milliseconds;
  const over = (): boolean => signal?.aborted === true || performance.now() > end;
  const failures = new Map<object, Failure>();
  const shrunk = await shrinkWhile(
    failure.input,
    async (candidates) => {
      const wanted: boolean[] = [];
      for (const candidate of candidates) {
        const found = over() ? undefined : await findFailure(failure.suspect, candidate, failure.kind);
        if (found !== undefined) failures.set(candidate, found);
        wanted.push(found !== undefined);
      }
      return wanted;
    },
    evaluations,
  );
  return failures.get(shrunk.case) ?? failure;
}
