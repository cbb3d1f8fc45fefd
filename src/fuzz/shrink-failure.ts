import { shrinkWhile } from '../generate/shrink-while.ts';
import { type Failure, findFailure } from './failure.ts';

export interface ShrinkLimits {
  /** Cases given to the engine. */
  readonly evaluations: number;
  readonly milliseconds: number;
}

/**
 * The smallest failure of the same kind that shrinking finds. The engine itself is asked about every candidate, each alone;
 * after the time is over none is wanted any more, and the smallest so far stands.
 */
export async function shrinkFailure(failure: Failure, { evaluations, milliseconds }: ShrinkLimits): Promise<Failure> {
  const end = performance.now() + milliseconds;
  const failures = new Map<object, Failure>();
  const shrunk = await shrinkWhile(
    failure.input,
    async (candidates) => {
      const wanted: boolean[] = [];
      for (const candidate of candidates) {
        const found = performance.now() > end ? undefined : await findFailure(failure.suspect, candidate, failure.kind);
        if (found !== undefined) failures.set(candidate, found);
        wanted.push(found !== undefined);
      }
      return wanted;
    },
    evaluations,
  );
  return failures.get(shrunk.case) ?? failure;
}
