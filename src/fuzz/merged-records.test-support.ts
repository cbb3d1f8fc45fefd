import { CampaignMerge, type RunFacts } from './campaign-merge.ts';
import type { CampaignResult } from './campaign-records.ts';
import type { CampaignHead, RangeRecord } from './range-record.ts';

/** The result of records in order, of which nothing was written. */
export function mergedRecords(head: CampaignHead, records: readonly RangeRecord[], facts: RunFacts): CampaignResult {
  const merge = new CampaignMerge(head);
  for (const record of records) merge.add(record);
  return merge.result(facts);
}
