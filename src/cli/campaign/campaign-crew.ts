import type { Workers } from '../../fuzz/campaign.ts';
import type { Briefing } from '../../fuzz/prepare-campaign.ts';
import type { RangeRecord } from '../../fuzz/range-record.ts';
import type { RangeJob, RangeNote } from '../../fuzz/run-ranges.ts';
import { type EndOfRunSignals, processCrew } from '../../jobs/process-crew.ts';
import type { AboutCampaign, CampaignBrief } from './campaign-worker.ts';

/** The further workers of a campaign. */
export interface CampaignCrew extends Workers {
  /** The ids of the worker processes that are ready. */
  pids(): readonly number[];
  /** Ends all worker processes. */
  end(): void;
}

/**
 * Workers for `jobs` − 1 ranges at once, beside those of this process. They start when the run turns out to be long
 * enough.
 */
export function campaignCrew(
  jobs: number,
  brief: Omit<CampaignBrief, keyof Briefing>,
  signals: EndOfRunSignals,
  say: (line: string) => void,
): CampaignCrew {
  let briefing: Briefing = { gone: [], ready: [] };
  const data = (): CampaignBrief => ({ ...brief, ...briefing });
  const crew = processCrew<RangeJob, RangeNote, RangeRecord, AboutCampaign>(jobs, 'campaign', data, signals, say);
  return {
    crew: (told) => {
      briefing = told;
      return jobs > 1 ? crew : undefined;
    },
    ...{ say, peakBytes: crew.peakBytes, pids: crew.pids, end: crew.end },
    statistics: () => crew.about().flatMap(({ engines }) => engines),
  };
}
