import { findInCases } from '../check/counterexample.ts';
import type { Origin } from '../check/place.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import { type Batch, sliceBatch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import type { Outcome } from '../engines/engine.ts';
import { batches } from '../inputs/batches.ts';
import { minimise } from '../inputs/minimise.ts';
import { entryOfCounterexample } from '../replay/entry-of-counterexample.ts';

/** An outcome without an answer. */
export type Failed = Extract<Outcome, { readonly kind: 'failed' }>;

/** Each of these ends the engine's process twice. */
const mostEnds = 8;
const mostTries = 400;

export const noAnswerFlag = 'no-answer';

/**
 * The entry of a case that ends the engine's process, as small as `mostEnds` restarts make it. A hang is not shrunk:
 * every try would cost the whole time limit, twice. One for each subject is enough. Undefined if no case alone does it,
 * or if no finite input does.
 * The claim is that of any order: no answer is no sum. `computed` is NaN.
 */
export async function entryOfNoAnswer(
  subject: PreparedSubject,
  batch: Batch,
  { culprit, reason, hung }: Failed,
  origin: Origin,
  signal?: AbortSignal,
): Promise<{ readonly entry: CorpusEntry; readonly minimal: boolean } | undefined> {
  if (culprit === undefined || subject.aside === undefined) return undefined;
  const { aside } = subject;
  const start = sliceBatch(batch, culprit, culprit + 1);
  let ends = 0;
  const stillEnds = async (candidates: readonly Batch[]): Promise<readonly (Failed | undefined)[]> => {
    const verdicts: (Failed | undefined)[] = candidates.map(() => undefined);
    for (const [index, candidate] of candidates.entries()) {
      if (ends >= mostEnds || signal?.aborted === true) break;
      const outcome = await aside(candidate);
      if (outcome.kind !== 'failed' || outcome.interrupted === true) continue;
      ends++;
      // An input on which it hangs is not tried again, nor is it the same failure.
      if (outcome.hung === true) ends = mostEnds;
      else if (outcome.culprit !== undefined) {
        verdicts[index] = outcome;
        break;
      }
    }
    return verdicts;
  };
  const found = hung === true ? undefined : await minimise(batches(), start, stillEnds, { evaluations: mostTries });
  const smallest = found?.value ?? start;
  const said = found?.verdict?.reason ?? reason.replace(/; it is case \d+ of \d+ that does it$/, '');
  const [counterexample] = await findInCases({ claim: dotAnyOrder, subject: silent(subject) }, smallest);
  if (counterexample === undefined) return undefined;
  const firstFound = { batch: smallest, output: counterexample.output, place: origin };
  const entry = entryOfCounterexample({ ...counterexample, subject }, firstFound);
  const note = `No answer: ${said}.${hung === true ? ' A hang is not shrunk.' : ''}`;
  return { entry: { ...entry, flags: [noAnswerFlag], note }, minimal: found?.minimal === true && ends < mostEnds };
}

/** What the judge is told of a subject that does not answer: NaN everywhere. */
function silent(subject: PreparedSubject): PreparedSubject {
  const evaluate = async ({ count, shape }: Batch): Promise<Outcome> => {
    const outputs = count * outputSize(shape, subject.operation);
    const { format } = subject;
    const all = format === 'binary64' ? new Float64Array(outputs) : new Float32Array(outputs);
    return { kind: 'value', format, outputs: all.fill(Number.NaN) };
  };
  return { ...subject, evaluate };
}
