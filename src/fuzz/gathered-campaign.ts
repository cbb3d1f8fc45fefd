import type { PreparedSubject } from '../check/prepared-subject.ts';
import type { Claim } from '../claims/claim.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import { keepEntry } from '../corpus/store.ts';
import { replayEntry } from '../replay/replay-entry.ts';
import { CampaignMerge, type RunFacts, silentBefore } from './campaign-merge.ts';
import type { CampaignOptions, CampaignResult, NotShown, SavedReport } from './campaign-records.ts';
import { KeptFindings } from './kept-findings.ts';
import type { CampaignHead, RangeRecord } from './range-record.ts';
import { isSilence } from './told.ts';

/** Whether a counterexample of another machine shows on this one; `unknown`: it cannot be replayed here. */
export interface ShownHere {
  readonly state: 'shows' | 'does-not-show' | 'unknown';
  /** Why it does not show, or cannot be replayed. */
  readonly because: string | null;
}

/** Asks the subjects of this machine for the case of a counterexample that was found elsewhere. */
export async function showsHere(
  entry: AnyEntry,
  subjects: readonly PreparedSubject[],
  claims: readonly Claim[],
): Promise<ShownHere> {
  const { id, version } = entry.subject;
  const here = subjects.find((subject) => subject.id === id);
  // What another version does says nothing of this one.
  if (here !== undefined && here.version !== version)
    return { state: 'unknown', because: `${id} is version ${here.version} here, not ${version}` };
  const { state, reason } = await replayEntry(entry, subjects, claims);
  const isShown = state === 'violated' || (state === 'failed' && isSilence(entry));
  if (isShown) return { state: 'shows', because: null };
  const isRight = state === 'holds' || state === 'discarded';
  const because = reason ?? (isRight ? 'the claim holds for it here' : `there is no verdict: ${state}`);
  return { state: isRight ? 'does-not-show' : 'unknown', because };
}

/** What becomes of the counterexamples of a campaign that was judged elsewhere. */
export interface Gathering extends Pick<CampaignOptions, 'known' | 'corpus' | 'onFinding'> {
  /** Replays a counterexample before it counts. Without it all count as they are. */
  readonly shown?: (entry: AnyEntry) => Promise<ShownHere>;
  /** Told of each that cannot be replayed here. It counts, and keeps the result from being green. */
  readonly onUnknown?: (entry: AnyEntry, because: string) => void;
}

/**
 * The result of a campaign whose ranges were judged elsewhere: the records, each once and in the order of the ranges,
 * are merged with the head. The findings that count are written, as a run writes its own. One that does not show on
 * this machine is no finding, and fails the result.
 */
export async function gatherCampaign(
  head: CampaignHead,
  records: Iterable<RangeRecord> | AsyncIterable<RangeRecord>,
  facts: () => RunFacts,
  { shown, onUnknown, ...keeping }: Gathering,
): Promise<CampaignResult> {
  const merge = new CampaignMerge(head);
  // Nothing is written before all of them are read.
  for await (const record of records) merge.add(record);
  const { jobs, ...others } = facts();
  const kept = new KeptFindings(keeping, silentBefore(head));
  const notShown: NotShown[] = [];
  const notReplayed: NotShown[] = [];
  const refused = new Set<string>();
  for (const found of merge.findings) {
    const { entry } = found;
    const { state = 'shows', because } = (await shown?.(entry)) ?? {};
    const told = { claim: entry.claim, subject: entry.subject.id, id: entry.id, because: because ?? '' };
    if (state === 'unknown') {
      notReplayed.push(told);
      onUnknown?.(entry, told.because);
    }
    if (state !== 'does-not-show') kept.add(found);
    else {
      refused.add(entry.id);
      notShown.push(told);
    }
  }
  const replayed = {
    ...(notShown.length === 0 ? {} : { notShown }),
    ...(notReplayed.length === 0 ? {} : { notReplayed }),
  };
  return merge.result(
    { ...others, jobs: { ...jobs, ...replayed } },
    {
      saved: head.saved.map((report) => keptSaved(report, keeping.corpus)),
      counts: ({ entry }) => !refused.has(entry.id),
      written: (found) => kept.findingOf(found),
    },
  );
}

/** A failure that is fixed is written again, as an entry that must hold. */
function keptSaved(report: SavedReport, corpus: string | undefined): SavedReport {
  if (report.state !== 'fixed' || corpus === undefined) return report;
  const kept = keepEntry(corpus, report.entry);
  return { ...report, notWritten: 'notWritten' in kept ? kept.notWritten : null };
}
