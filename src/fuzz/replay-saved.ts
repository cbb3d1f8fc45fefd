import type { PreparedSubject } from '../check/prepared-subject.ts';
import { allClaims } from '../claims/all-claims.ts';
import { keepEntry } from '../corpus/store.ts';
import { replaySavedFailure, savedFailures } from '../replay/saved-failures.ts';
import type { CampaignOptions, SavedReport } from './campaign-records.ts';

/**
 * Replays the kept failures of the user's own engines, before anything is drawn. One that is fixed is written again, as
 * an entry that must hold.
 */
export async function replaySaved(
  { known = [], claims, corpus, signal }: CampaignOptions,
  subjects: readonly PreparedSubject[],
): Promise<readonly SavedReport[]> {
  const reports: SavedReport[] = [];
  const every = [...allClaims, ...claims.filter(({ id }) => !allClaims.some((claim) => claim.id === id))];
  // What ends the engine must not lead to its being given up before anything is drawn.
  const beside = subjects.map((subject) => ({ ...subject, evaluate: subject.aside ?? subject.evaluate }));
  for (const saved of savedFailures(known, subjects)) {
    if (signal?.aborted === true) break;
    const { entry, state, because = null } = await replaySavedFailure(saved, beside, every);
    const kept = state === 'fixed' && corpus !== undefined ? keepEntry(corpus, entry) : undefined;
    const notWritten = kept !== undefined && 'notWritten' in kept ? kept.notWritten : null;
    reports.push({ entry, state, because, notWritten });
  }
  return reports;
}
