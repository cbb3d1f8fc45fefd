import { type Failure, findFailure, findFailures, kindOf, type Suspect, type Wanted } from '../check/failure.ts';
import type { Place } from '../check/place.ts';
import { type ShrinkLimits, shrinkFailure } from '../check/shrink-failure.ts';
import { type Batch, caseAt, sliceBatch } from '../conv/batch.ts';
import { mostKept } from '../corpus/packed-numbers.ts';
import { referencesOf } from '../judge/references.ts';
import type { Witness } from '../judge/verdict.ts';
import { entryOfFailure, withBatchContext } from '../replay/entry-of-failure.ts';
import type { Finding } from './campaign-records.ts';

/**
 * From a violation somewhere in a batch to the smallest case that shows the same: singles the case out, sees it fail alone,
 * shrinks it. A case that fails only in the company of its batch is kept in it, in as little of it as will do.
 */
export async function pursue(
  suspect: Suspect,
  batch: Batch,
  witness: Witness,
  place: Place,
  limits: ShrinkLimits,
): Promise<Omit<Finding, 'path'>> {
  const references = referencesOf(batch, suspect.subject.subject.operation);
  const { outputs } = references.plan;
  const index = Math.floor(witness.window / outputs);
  const input = caseAt(batch, index);
  const alone = (await findFailure(suspect, input, kindOf(witness))) ?? (await findFailure(suspect, input));
  if (alone !== undefined) {
    const shrunk = await shrinkFailure(alone, limits);
    return { entry: entryOfFailure(shrunk, witness, place, { input, output: alone.output }), onlyInBatch: false };
  }
  const kind = kindOf(witness);
  const asMet: Failure = { suspect, input, output: witness.window % outputs, holds: false, witness, kind, references };
  const batchContext = await smallestBatchContext(asMet, batch, index);
  const entry = entryOfFailure(batchContext?.failure ?? asMet, witness, place);
  return {
    entry: withBatchContext(entry, batchContext ?? firstPart(batch, index), batchContext !== undefined),
    onlyInBatch: true,
  };
}

interface Part {
  readonly batch: Batch;
  /** Of the case in it. */
  readonly place: number;
}

/** The case with ever fewer of the others before and after it, as long as it fails among them; undefined where it does not fail again. */
async function smallestBatchContext(
  { suspect, kind }: Failure,
  batch: Batch,
  index: number,
): Promise<(Part & { readonly failure: Failure }) | undefined> {
  const wanted: Wanted = { mode: 'violation', like: kind };
  const tried = async (from: number, to: number) => {
    const part = sliceBatch(batch, from, to);
    const failure = (await findFailures(suspect, part, wanted))[index - from];
    return failure === undefined ? undefined : { batch: part, place: index - from, failure, from, to };
  };
  let best = await tried(0, batch.count);
  for (let before = index; best !== undefined && before >= 1; before >>= 1) {
    if (best.from + before <= index) best = (await tried(best.from + before, best.to)) ?? best;
  }
  for (let after = batch.count - index - 1; best !== undefined && after >= 1; after >>= 1) {
    if (best.to - after > index) best = (await tried(best.from, best.to - after)) ?? best;
  }
  return best !== undefined && numbersIn(best.batch) <= mostKept ? best : undefined;
}

/** As many cases of the batch as an entry keeps, up to and with the one in question; those after it where there is room. */
function firstPart(batch: Batch, index: number): Part {
  const each = numbersIn(batch) / batch.count;
  const most = Math.max(1, Math.floor(mostKept / each));
  const from = Math.max(0, index + 1 - most);
  return { batch: sliceBatch(batch, from, Math.min(batch.count, from + most)), place: index - from };
}

function numbersIn({ images, kernels }: Batch): number {
  return images.length + kernels.length;
}
