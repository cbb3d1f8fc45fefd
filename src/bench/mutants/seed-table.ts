import { Answers } from '../../check/answers.ts';
import { checkOutputs, isVerdicts } from '../../check/check-outputs.ts';
import { type PreparedSubject, prepareSubjects } from '../../check/prepared-subject.ts';
import { boundFor, type OutputClaim } from '../../claims/claim.ts';
import type { Batch } from '../../conv/batch.ts';
import type { CaseSource } from '../../fuzz/case-source.ts';
import { batchFor } from '../../inputs/summed-batch.ts';
import type { Mutant } from './mutant.ts';

/**
 * How many cases of a source each mutant is given until a row of `verify` would fail: a claim about outputs that is
 * violated, or a crash. Undefined where that needs more than `cases`. The mutants share exact values and bounds, and
 * nothing is minimised, so this takes a hundredth of as many campaigns.
 */
export async function casesUntilFound(
  bugs: readonly Mutant[],
  claims: readonly OutputClaim[],
  source: CaseSource,
  cases: number,
): Promise<ReadonlyMap<Mutant, number | undefined>> {
  const found = new Map<Mutant, number | undefined>(bugs.map((bug) => [bug, undefined]));
  const open = new Map<Mutant, PreparedSubject>();
  for (const bug of bugs) open.set(bug, (await prepareSubjects([bug.subject])).ready[0]!);
  for (let drawn = 0, index = 0; drawn < cases && open.size > 0; index++) {
    const batch = source.batch(index);
    const answers = new Answers();
    drawn += batch.count;
    for (const [bug, subject] of open) {
      if (!(await isFound(subject, claims, batch, answers))) continue;
      found.set(bug, drawn);
      open.delete(bug);
    }
  }
  return found;
}

async function isFound(
  subject: PreparedSubject,
  claims: readonly OutputClaim[],
  drawn: Batch,
  answers: Answers,
): Promise<boolean> {
  const batch = batchFor(subject, drawn);
  const outcome = await answers.outcome(subject, batch);
  if (outcome.kind !== 'value') return outcome.kind === 'failed';
  for (const claim of claims) {
    if (boundFor(claim, subject) === undefined) continue;
    const verdicts = await checkOutputs(claim, subject, batch, answers);
    if (isVerdicts(verdicts) && verdicts.violations.length > 0) return true;
  }
  return false;
}
