import type { PreparedSubject } from '../../check/prepared-subject.ts';
import { allClaims } from '../../claims/all-claims.ts';
import { CampaignMerge } from '../../fuzz/campaign-merge.ts';
import { randomSource } from '../../fuzz/case-source.ts';
import { batchesInRange } from '../../fuzz/range-plan.ts';
import type { CampaignHead, RangeRecord } from '../../fuzz/range-record.ts';
import { RangeRun } from '../../fuzz/range-run.ts';
import type { Measurement } from '../benchmark.ts';
import { measurement, median, processorMs } from '../interleaved.ts';

const batches = batchesInRange(undefined);
/** The compiler settles in the first ones. They are not counted. */
const [settling, counted] = [3, 3] as const;

export interface RangeCosts {
  /** Reading and merging the record of a range ÷ judging it. */
  readonly share: number;
  readonly told: readonly Measurement[];
}

/** What judging a range takes, and what reading and merging its record takes, of the processor. */
export async function rangeCosts(subjects: readonly PreparedSubject[], seed: number): Promise<RangeCosts> {
  const options = { claims: allClaims, source: randomSource(seed), known: [], observed: [] };
  const asked = { subjects, missing: [], gone: [] };
  const head: CampaignHead = {
    ...{ seed, isAimed: false, claims: allClaims, saved: [], defects: [], unreadable: [] },
    rows: new RangeRun(options, asked).tallies.map((tally) => tally.head()),
  };
  const merge = new CampaignMerge(head);
  const [judging, merging, kilobytes]: [number[], number[], number[]] = [[], [], []];
  for (let number = 0; number < settling + counted; number++) {
    const range = { number, from: number * batches, to: (number + 1) * batches };
    const begin = processorMs();
    const text = JSON.stringify(await new RangeRun(options, asked, range).record());
    const judged = processorMs();
    merge.add(JSON.parse(text) as RangeRecord);
    if (number < settling) continue;
    judging.push(judged - begin);
    merging.push(processorMs() - judged);
    kilobytes.push(text.length / 1000);
  }
  return {
    share: median(merging) / median(judging),
    told: [
      measurement(`judging ${batches} batches, of the processor`, 'ms', judging),
      measurement('reading and merging their record, of the processor', 'ms', merging),
      measurement('record of a range', 'kB', kilobytes),
    ],
  };
}
