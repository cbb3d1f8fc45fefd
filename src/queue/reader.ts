import type { Disagreement, JobResult, LivingWorker, Quarantined, QueuedCampaign } from './records.ts';

/** What `report` reads of a campaign. It writes nothing. Wrong data are a UsageError of one line. */
export interface ResultReader {
  /** How many jobs have a result: costs nearly nothing, however many there are. */
  doneCount(campaign: string): Promise<number>;
  /** The numbers of the jobs that have a result. */
  doneNumbers(campaign: string): Promise<readonly number[]>;
  /** Undefined without a result. */
  result(campaign: string, job: number): Promise<JobResult | undefined>;
  quarantined(campaign: string): Promise<readonly Quarantined[]>;
  news(campaign: string): Promise<readonly Disagreement[]>;
  /** All workers that showed themselves lately, whatever they serve. */
  workers(): Promise<readonly LivingWorker[]>;
}

/** What `watch` reads, too. */
export interface CampaignReader extends ResultReader {
  /** The numbers of the jobs that workers are at. */
  activeNumbers(campaign: QueuedCampaign): Promise<readonly number[]>;
}
