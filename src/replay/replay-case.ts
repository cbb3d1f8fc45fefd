import { ask } from '../check/answers.ts';
import { boundAt } from '../check/bound-at.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import type { ErrorClaim } from '../claims/claim.ts';
import { planTerms } from '../conv/plan-terms.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { caseBatch } from '../corpus/entry-case.ts';
import { bits32, bits64 } from '../float/bits.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import { exactVerdict } from '../judge/exact-verdict.ts';
import { referencesOf } from '../judge/references.ts';
import { judgedReplay, type Replay, unknownReplay, withoutSubject } from './replay-record.ts';

/**
 * Replays an entry of a claim about an error: the case, in the company that it was met in where it has one, judged by exact arithmetic.
 * An engine whose tree was revealed is revealed again.
 */
export async function replayCase(
  entry: CorpusEntry,
  claim: ErrorClaim,
  subjects: readonly PreparedSubject[],
): Promise<Replay> {
  const find = (id: string | undefined) => subjects.find((subject) => subject.id === id);
  const [subject, partner] = [find(entry.subject.id), find(entry.partner?.id)];
  if (subject === undefined) return withoutSubject(entry);
  if (claim.kind === 'pair' && partner === undefined)
    return unknownReplay(entry, 'a claim about two subjects needs a partner');
  const { batch, place } = caseBatch(entry);
  const outcome = await ask(subject, batch);
  const other = partner === undefined ? undefined : await ask(partner, batch);
  if (outcome.kind !== 'value') return { entry, state: outcome.kind, reason: outcome.reason };
  if (other !== undefined && other.kind !== 'value') return { entry, state: other.kind, reason: other.reason };
  const { outputs } = planTerms(batch.shape, subject.operation);
  if (entry.output >= outputs) return unknownReplay(entry, `the shape has no output ${entry.output}`);
  const window = place * outputs + entry.output;
  const bound = await boundAt(claim, subject, batch.shape, partner);
  if (bound === undefined) return unknownReplay(entry, `${claim.id} says nothing of ${subject.id} at this shape`);
  const value = outcome.outputs[window]!;
  const bits = outcome.format === 'binary32' ? bits32(value) : bits64(value);
  const shown = { version: subject.version, sameBits: bits === entry.computed.bits };
  const references = referencesOf(batch, subject.operation);
  const because = batchBounds(bound, references).discarded.get(window);
  if (because !== undefined) return judgedReplay(entry, { ...shown, state: 'discarded', reason: because });
  const partnerValue = other === undefined ? {} : { partnerValue: other.outputs[window]! };
  const verdict = exactVerdict(bound, references, window, { value, format: outcome.format, ...partnerValue });
  if (verdict.kind === 'discarded')
    return judgedReplay(entry, { ...shown, state: 'discarded', reason: verdict.because });
  return judgedReplay(entry, { ...shown, state: verdict.kind, errorOverBound: verdict.output.errorOverBound });
}
