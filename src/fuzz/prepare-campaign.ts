import { type PreparedElsewhere, prepareSubjects } from '../check/prepared-subject.ts';
import type { Claim } from '../claims/claim.ts';
import { sweepLeftovers } from '../corpus/sweep.ts';
import type { CampaignOptions } from './campaign-records.ts';
import { DefectReplays } from './defect-reports.ts';
import { refuseNothing } from './nothing-to-try.ts';
import type { CampaignHead, ClaimHead } from './range-record.ts';
import { type Asked, RangeRun } from './range-run.ts';
import { replaySaved } from './replay-saved.ts';

/** What a crew must know before its workers can judge ranges: plain data. */
export interface Briefing {
  /** Recorded defects that no longer show on their own case. */
  readonly gone: readonly string[];
  /** The subjects that take part. A worker in which another one is ready would judge something else. */
  readonly ready: readonly PreparedElsewhere[];
}

/** A campaign before its first range. */
export interface PreparedCampaign {
  /** The subjects of this process. */
  readonly asked: Asked;
  readonly head: CampaignHead;
  readonly briefing: Briefing;
}

/**
 * Prepares the subjects of a campaign, and replays kept failures and recorded defects. What it gives, with the options,
 * determines the record of every range. Throws a UsageError if there is nothing to try.
 */
export async function prepareCampaign(
  options: Omit<CampaignOptions, 'seconds' | 'onTimeUp' | 'statistics' | 'renew' | 'onProgress' | 'onFinding'>,
): Promise<PreparedCampaign> {
  const { ready: subjects, missing } = await prepareSubjects(options.subjects);
  const opened = new RangeRun(options, { subjects, missing, gone: [] });
  // Engines that were not waited for count as missing.
  if (options.signal?.aborted !== true) refuseNothing(opened.tallies, options.claims);
  if (options.corpus !== undefined) sweepLeftovers(options.corpus);
  const saved = await replaySaved(options, subjects);
  const replays = new DefectReplays(opened.defects);
  await replays.replay(opened.askable, options.signal);
  const defects = replays.reports(opened.askable);
  const head: CampaignHead = {
    ...{ seed: options.source.seed, isAimed: options.source.isAimed === true },
    claims: options.claims.map(claimHead),
    ...{ rows: opened.tallies.map((tally) => tally.head()), saved, defects, unreadable: options.unreadable ?? [] },
  };
  const gone = defects.flatMap(({ shows, entry }) => (shows === false ? [entry.id] : []));
  const ready = subjects.map(({ id, version, flush }) => ({ id, version, flush }));
  return { asked: { subjects, missing, gone }, head, briefing: { gone, ready } };
}

/** What the records of a campaign say of a claim. */
export const claimHead = ({ id, kind, status, statement, source, mostDiscarded }: Claim): ClaimHead => ({
  ...{ id, kind, status, statement, source, ...(mostDiscarded === undefined ? {} : { mostDiscarded }) },
});
