import { caseAt } from '../conv/batch-of.ts';
import type { Batch } from '../conv/case.ts';
import { referencesOf } from '../judge/references.ts';
import type { Witness } from '../judge/verdict.ts';
import type { Finding, Place } from './campaign-records.ts';
import { entryOfFailure } from './entry-of-failure.ts';
import { type Failure, findFailure, kindOf, type Suspect } from './failure.ts';
import { type ShrinkLimits, shrinkFailure } from './shrink-failure.ts';

/**
 * From a violation somewhere in a batch to the smallest case that shows the same: singles the case out, sees it fail alone,
 * shrinks it. A case that fails only in the company of its batch is kept as it was met, and says so.
 */
export async function pursue(
  suspect: Suspect,
  batch: Batch,
  witness: Witness,
  place: Place,
  limits: ShrinkLimits,
): Promise<Omit<Finding, 'path'>> {
  const { operation } = suspect.subject.subject;
  const { plan } = referencesOf(batch, operation);
  const input = caseAt(batch, Math.floor(witness.window / plan.outputs));
  const alone = (await findFailure(suspect, input, kindOf(witness))) ?? (await findFailure(suspect, input));
  if (alone !== undefined) {
    const shrunk = await shrinkFailure(alone, limits);
    return { entry: entryOfFailure(shrunk, witness, place), onlyInBatch: false };
  }
  const asMet: Failure = {
    ...{ suspect, input, output: witness.window % plan.outputs, witness, kind: kindOf(witness) },
    references: referencesOf(batch, operation),
  };
  const entry = entryOfFailure(asMet, witness, place);
  const flags = [...entry.flags, 'only-in-batch'].sort();
  return { entry: { ...entry, flags, expectation: 'may-differ' }, onlyInBatch: true };
}
