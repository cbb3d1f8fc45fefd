import { type PreparedSubject, prepareSubjects } from '../check/prepared-subject.ts';
import type { Claim } from '../claims/claim.ts';
import { type AnyEntry, isCaseEntry } from '../corpus/entry.ts';
import type { Subject } from '../engines/engine.ts';
import { replayArithmetic, replayComparison } from './replay-numbers.ts';
import { replayCase, replayMetamorphic } from './replay-outputs.ts';
import { type Replay, unknownReplay } from './replay-record.ts';

/** Replays entries, each on its subject as it is now, and tells of each. Each subject is prepared only once. */
export async function replayEntries(
  entries: readonly AnyEntry[],
  subjects: readonly Subject[],
  claims: readonly Claim[],
  onReplay: (replay: Replay) => void = () => {},
): Promise<Replay[]> {
  const wanted = new Set(entries.flatMap(subjectsOf));
  const { ready, missing } = await prepareSubjects(subjects.filter(({ id }) => wanted.has(id)));
  const replays: Replay[] = [];
  for (const entry of entries) {
    const absent = missing.find(({ id }) => subjectsOf(entry).includes(id));
    const replay: Replay =
      absent === undefined
        ? await replayOrFail(entry, ready, claims)
        : { entry, state: 'missing', reason: `${absent.reason}; to get it: ${absent.howToGetIt}` };
    replays.push(replay);
    onReplay(replay);
  }
  return replays;
}

/** An entry on which replaying breaks down has failed; the others are replayed. */
async function replayOrFail(
  entry: AnyEntry,
  subjects: readonly PreparedSubject[],
  claims: readonly Claim[],
): Promise<Replay> {
  try {
    return await replayEntry(entry, subjects, claims);
  } catch (error) {
    return { entry, state: 'failed', reason: `it cannot be computed again: ${(error as Error).message}` };
  }
}

/** Replays one entry on subjects that are already prepared. */
export async function replayEntry(
  entry: AnyEntry,
  subjects: readonly PreparedSubject[],
  claims: readonly Claim[],
): Promise<Replay> {
  const claim = claims.find(({ id }) => id === entry.claim);
  if (claim === undefined)
    return unknownReplay(entry, `there is no claim ${entry.claim}; if it is yours, name its file with --claims`);
  if (claim.kind === 'operation' || claim.kind === 'sum') {
    if (!isCaseEntry(entry)) return replayArithmetic(entry, claim);
    return unknownReplay(entry, `${claim.id} is about numbers, not about a convolution`);
  }
  if (!isCaseEntry(entry)) return unknownReplay(entry, `${claim.id} is about a convolution, not about numbers`);
  const { varied } = entry;
  if (varied !== undefined) return replayMetamorphic({ ...entry, varied }, subjects);
  if (claim.kind === 'metamorphic') return unknownReplay(entry, `${claim.id} compares two cases, and there is one`);
  return claim.kind === 'comparison' ? replayComparison(entry, claim) : replayCase(entry, claim, subjects);
}

function subjectsOf(entry: AnyEntry): readonly string[] {
  const partner = isCaseEntry(entry) ? entry.partner : undefined;
  return partner === undefined ? [entry.subject.id] : [entry.subject.id, partner.id];
}
