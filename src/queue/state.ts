import { type FoundEntry, type RangeRecord, rowKey } from '../fuzz/range-record.ts';
import type { Disagreement, LivingWorker, Quarantined, QueuedCampaign } from './records.ts';

/** A campaign of many machines at one moment, as `watch` shows it: plain JSON. */
export interface CampaignState {
  readonly campaign: Pick<QueuedCampaign, 'id' | 'added' | 'ability' | 'ranges' | 'rangesInJob'> & {
    readonly seed: number;
    readonly queue: string;
  };
  readonly jobs: JobCounts;
  /** The results that were read so far. What follows from results is of these alone. */
  readonly read: number;
  readonly cases: number;
  /** Of all workers that serve the queue. */
  readonly casesPerSecond: number;
  /** Until no job is left, if all goes on as it does; null where that is not known. */
  readonly secondsLeft: number | null;
  /** Those that serve the queue of the campaign, by id. */
  readonly workers: readonly LivingWorker[];
  /** In the order in which they were read. */
  readonly findings: readonly WatchedFinding[];
  /** The largest errors ÷ bound that keep their claims, a row for each claim and subject, the largest first. */
  readonly worst: readonly LargestRatio[];
  readonly quarantined: readonly Quarantined[];
  readonly disagreements: readonly Disagreement[];
  /** Results that cannot be read, and why. */
  readonly unreadable: readonly string[];
}

export interface JobCounts {
  readonly of: number;
  readonly done: number;
  readonly active: number;
  readonly waiting: number;
  /** Given up, and without a result. */
  readonly quarantined: number;
}

/** A counterexample that counts as far as results were read. */
export interface WatchedFinding extends Pick<FoundEntry, 'entry' | 'row' | 'minimal'> {
  readonly range: number;
}

export interface LargestRatio {
  readonly claim: string;
  readonly subject: string;
  readonly ratio: number;
  /** The range that reached it first. */
  readonly range: number;
}

/** No job is left that a worker could do. */
export const isDone = ({ jobs: { of, done, quarantined } }: CampaignState): boolean => done + quarantined >= of;

/** Jobs are left, and no living worker serves their queue. */
export const isUnserved = (state: CampaignState): boolean => !isDone(state) && state.workers.length === 0;

/** Rows that are kept of the largest ratios. */
const mostWorst = 12;

/** The largest error ÷ bound of each claim and subject, over records in any order. */
export class LargestRatios {
  private readonly byRow = new Map<string, LargestRatio>();

  add({ number: range, rows }: RangeRecord): void {
    for (const { claim, subject, attained: ratio } of rows) {
      const key = rowKey(claim, subject);
      const before = this.byRow.get(key);
      // Of equal ones the first range counts, as in the merge.
      const isMore = before === undefined || ratio > before.ratio || (ratio === before.ratio && range < before.range);
      if (ratio > 0 && isMore) this.byRow.set(key, { claim, subject, ratio, range });
    }
  }

  largest(): readonly LargestRatio[] {
    return [...this.byRow.values()]
      .sort((one, other) => other.ratio - one.ratio || (keyOf(one) < keyOf(other) ? -1 : 1))
      .slice(0, mostWorst);
  }
}

const keyOf = ({ claim, subject }: LargestRatio): string => rowKey(claim, subject);
