import type { Claim } from '../claims/claim.ts';
import { batchOf } from '../conv/batch-of.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { caseOfEntry } from '../corpus/entry-case.ts';
import type { Subject } from '../engines/engine.ts';
import { bits32, bits64 } from '../float/bits.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import { exactVerdict } from '../judge/exact-verdict.ts';
import { referencesOf } from '../judge/references.ts';
import type { Verdict } from '../judge/verdict.ts';
import { type PreparedSubject, prepareSubjects } from './prepared-subject.ts';

/** What became of an entry. `asExpected`: undefined where it could not be asked, or may differ. */
export interface Replay {
  readonly entry: CorpusEntry;
  readonly state: 'violated' | 'holds' | 'vacuous' | 'missing' | 'declined' | 'failed' | 'unknown';
  /** Why it has no verdict. */
  readonly reason?: string;
  /** Version of the subject that was asked now. */
  readonly version?: string;
  readonly verdict?: Verdict;
  readonly sameBits?: boolean;
  readonly asExpected?: boolean;
  /** Another version answers in another way than the recorded one. */
  readonly news?: string;
}

/** Replays entries, each on its subject as it is now. Subjects are prepared once for all. */
export async function replayEntries(
  entries: readonly CorpusEntry[],
  subjects: readonly Subject[],
  claims: readonly Claim[],
): Promise<Replay[]> {
  const wanted = new Set(entries.flatMap(({ subject, partner }) => [subject.id, partner?.id]));
  const { ready, missing } = await prepareSubjects(subjects.filter(({ id }) => wanted.has(id)));
  const replays: Replay[] = [];
  for (const entry of entries) {
    const absent = missing.find(({ subject }) => subject.id === entry.subject.id || subject.id === entry.partner?.id);
    if (absent !== undefined) {
      replays.push({ entry, state: 'missing', reason: `${absent.reason}; to get it: ${absent.howToGetIt}` });
      continue;
    }
    replays.push(await replayEntry(entry, ready, claims));
  }
  return replays;
}

/** Replays one entry on subjects that are prepared already. */
export async function replayEntry(
  entry: CorpusEntry,
  subjects: readonly PreparedSubject[],
  claims: readonly Claim[],
): Promise<Replay> {
  const claim = claims.find(({ id }) => id === entry.claim);
  const find = (id: string | undefined) => subjects.find(({ subject }) => subject.id === id);
  const [subject, partner] = [find(entry.subject.id), find(entry.partner?.id)];
  const unknown = (reason: string): Replay => ({ entry, state: 'unknown', reason });
  if (claim === undefined) return unknown(`there is no claim ${entry.claim}`);
  if (claim.kind !== 'output' && claim.kind !== 'pair')
    return unknown(`${claim.id} is no claim about an error of outputs`);
  if (subject === undefined) return unknown(`there is no subject ${entry.subject.id}`);
  if (claim.kind === 'pair' && partner === undefined) return unknown('a claim about two subjects needs a partner');
  const batch = batchOf([caseOfEntry(entry)]);
  const outcome = await subject.subject.evaluate(batch);
  const other = await partner?.subject.evaluate(batch);
  if (outcome.kind !== 'value') return { entry, state: outcome.kind, reason: outcome.reason };
  if (other !== undefined && other.kind !== 'value') return { entry, state: other.kind, reason: other.reason };
  const references = referencesOf(batch, subject.subject.operation);
  if (entry.output >= references.windows) return unknown(`the shape has no output ${entry.output}`);
  const bound =
    claim.kind === 'output' ? claim.boundFor(subject.traits) : claim.boundFor(subject.traits, partner!.traits);
  const value = outcome.outputs[entry.output]!;
  const partnerValue = other === undefined ? {} : { partnerValue: other.outputs[entry.output]! };
  const because = batchBounds(bound, references).vacuous.get(entry.output);
  const verdict: Verdict =
    because === undefined
      ? exactVerdict(bound, references, entry.output, { value, format: outcome.format, ...partnerValue })
      : { kind: 'vacuous', because };
  const bits = outcome.format === 'binary32' ? bits32(value) : bits64(value);
  return judged(entry, verdict, subject.version, bits === entry.computed.bits);
}

/** At the recorded version the expectation is binding; at another one, a difference is news. */
function judged(entry: CorpusEntry, verdict: Verdict, version: string, sameBits: boolean): Replay {
  const { expectation } = entry;
  const state = verdict.kind;
  const replay: Replay = { entry, state, version, verdict, sameBits };
  if (expectation === 'may-differ') return replay;
  const met = expectation === 'must-fail' ? state === 'violated' : state !== 'violated';
  if (met || version === entry.subject.version) return { ...replay, asExpected: met };
  const change = state === 'violated' ? 'fails now' : 'no longer fails';
  return { ...replay, news: `${entry.subject.id} ${change}: ${entry.subject.version} did not do so, ${version} does` };
}
