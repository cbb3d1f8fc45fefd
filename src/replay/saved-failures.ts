import type { PreparedSubject } from '../check/prepared-subject.ts';
import { allClaims } from '../claims/all-claims.ts';
import type { Claim } from '../claims/claim.ts';
import { type AnyEntry, type CorpusEntry, isCaseEntry } from '../corpus/entry.ts';
import { replayEntry } from './replay-entry.ts';
import { isErrorIfViolated, isOwnEntry, type Replay } from './replay-record.ts';

/**
 * What became of a case on which a program of the user's own once failed. `fixed`: it holds, for the first time.
 * `regression`: it was fixed before and fails again. `not-replayed`: there is no verdict.
 */
export type SavedState = 'fixed' | 'holds' | 'still-fails' | 'regression' | 'not-replayed';

export interface SavedFailure {
  /** As it is to be kept from now on. */
  readonly entry: CorpusEntry;
  readonly state: SavedState;
  /** Why there is no verdict, or how the engine failed to answer. */
  readonly because?: string;
}

/** The kept failures of the user's own programs among these subjects. */
export function savedFailures(
  known: readonly AnyEntry[],
  subjects: readonly PreparedSubject[],
): readonly CorpusEntry[] {
  const isHere = (id: string | undefined): boolean => id === undefined || subjects.some((one) => one.id === id);
  return known
    .filter(isCaseEntry)
    .filter((entry) => entry.role === 'refutation' || entry.role === 'regression')
    .filter((entry) => isOwnEntry(entry) && isErrorIfViolated(entry, allClaims))
    .filter(({ subject, partner }) => isHere(subject.id) && isHere(partner?.id));
}

/** Asks the engine for the case of a kept failure again. */
export async function replaySavedFailure(
  entry: CorpusEntry,
  subjects: readonly PreparedSubject[],
  claims: readonly Claim[],
): Promise<SavedFailure> {
  const replay = await replayEntry(entry, subjects, claims);
  const { state, reason } = replay;
  const because = reason === undefined ? {} : { because: reason };
  const wasFixed = entry.expectation === 'must-hold';
  if (state === 'violated' || state === 'failed')
    return { entry, state: wasFixed ? 'regression' : 'still-fails', ...because };
  if (state !== 'holds') return { entry, state: 'not-replayed', ...because };
  // Only in a case that failed whenever it was asked does one answer show a repair.
  return entry.expectation === 'must-fail'
    ? { entry: fixedEntry(entry, replay), state: 'fixed' }
    : { entry, state: 'holds' };
}

/** The entry of a failure that was mended: a regression test, with the numbers that are now computed. */
function fixedEntry(entry: CorpusEntry, { version, numbers }: Replay): CorpusEntry {
  const { note: _, ...rest } = entry;
  const subject = { ...entry.subject, ...(version === undefined ? {} : { version }) };
  return { ...rest, role: 'regression', expectation: 'must-hold', subject, ...numbers, flags: [] };
}
