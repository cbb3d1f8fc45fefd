import type { Case } from '../conv/case.ts';
import { cases } from './cases.ts';
import { minimise } from './minimise.ts';
import { type ShrinkStage, shrinkStages } from './shrink-case.ts';

/** Which of some cases are still wanted: the same failure, or as large a ratio. Cases may have different shapes. */
export type StillWanted = (cases: readonly Case[]) => Promise<readonly boolean[]>;

export interface Shrunk {
  readonly case: Case;
  readonly steps: number;
  readonly tried: number;
  readonly minimal: boolean;
}

/** `minimise` for cases and a predicate that says yes or no. */
export async function shrinkWhile(
  start: Case,
  stillWanted: StillWanted,
  budget: number = 20_000,
  stages: readonly ShrinkStage[] = shrinkStages,
): Promise<Shrunk> {
  const arbitrary = stages === shrinkStages ? cases() : cases({ shape: start.shape });
  const stillFails = async (given: readonly Case[]): Promise<(true | undefined)[]> =>
    (await stillWanted(given)).map((wanted) => wanted || undefined);
  const { value, ...others } = await minimise(arbitrary, start, stillFails, { evaluations: budget });
  return { case: value, ...others };
}
