import { askSubject } from '../check/evaluate-batch.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import { revealBound } from '../check/reveal-bound.ts';
import type { ErrorBound, ErrorClaim } from '../claims/claim.ts';
import { isRevealedClaim } from '../claims/error-bounds/revealed-bound.ts';
import type { ConvShape } from '../conv/shape.ts';
import { type CorpusEntry, caseBatch } from '../corpus/entry.ts';
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
  const find = (id: string | undefined) => subjects.find(({ subject }) => subject.id === id);
  const [subject, partner] = [find(entry.subject.id), find(entry.partner?.id)];
  if (subject === undefined) return withoutSubject(entry);
  if (claim.kind === 'pair' && partner === undefined)
    return unknownReplay(entry, 'a claim about two subjects needs a partner');
  const { batch, place } = caseBatch(entry);
  const outcome = await askSubject(subject, batch);
  const other = partner === undefined ? undefined : await askSubject(partner, batch);
  if (outcome.kind !== 'value') return { entry, state: outcome.kind, reason: outcome.reason };
  if (other !== undefined && other.kind !== 'value') return { entry, state: other.kind, reason: other.reason };
  const references = referencesOf(batch, subject.subject.operation);
  const { outputs } = references.plan;
  if (entry.output >= outputs) return unknownReplay(entry, `the shape has no output ${entry.output}`);
  const window = place * outputs + entry.output;
  const bound = await boundOf(claim, subject, partner, batch.shape);
  if (bound === undefined) return unknownReplay(entry, `no tree was found at this shape of which ${claim.id} speaks`);
  const value = outcome.outputs[window]!;
  const bits = outcome.format === 'binary32' ? bits32(value) : bits64(value);
  const shown = { version: subject.version, sameBits: bits === entry.computed.bits };
  const because = batchBounds(bound, references).discarded.get(window);
  if (because !== undefined) return judgedReplay(entry, { ...shown, state: 'discarded', reason: because });
  const partnerValue = other === undefined ? {} : { partnerValue: other.outputs[window]! };
  const verdict = exactVerdict(bound, references, window, { value, format: outcome.format, ...partnerValue });
  switch (verdict.kind) {
    case 'discarded':
      return judgedReplay(entry, { ...shown, state: 'discarded', reason: verdict.because });
    case 'holds':
      return judgedReplay(entry, { ...shown, state: 'holds', errorOverBound: verdict.attained });
    case 'violated':
      return judgedReplay(entry, { ...shown, state: 'violated', errorOverBound: verdict.witness.errorOverBound });
  }
}

async function boundOf(
  claim: ErrorClaim,
  subject: PreparedSubject,
  partner: PreparedSubject | undefined,
  shape: ConvShape,
): Promise<ErrorBound | undefined> {
  if (claim.kind === 'pair') return claim.boundFor(subject.traits, partner!.traits);
  if (claim.inapplicableTo(subject.traits) === undefined || !isRevealedClaim(claim))
    return claim.boundFor(subject.traits);
  const found = await revealBound(subject.subject, shape);
  return found?.claim === claim ? found.bound : undefined;
}
