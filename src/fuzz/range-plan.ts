import type { CampaignOptions } from './campaign-records.ts';
import { manyCases } from './case-source.ts';
import type { Range } from './range-record.ts';

/** In a run of fewer cases, workers would else be idle at its end. */
const [fewBatches, manyBatches] = [32, 128] as const;

/**
 * The batches of a range in a campaign of `cases`, if it has a number of them. Smaller ranges would begin afresh more
 * often, and one process would have more records to merge.
 */
export function batchesInRange(cases: number | undefined): number {
  return cases === undefined || cases >= manyCases ? manyBatches : fewBatches;
}

/**
 * The ranges of a campaign, in order. With a number of cases, the batches are counted before they are judged: the last
 * one is the first with which the run has so many cases, whoever judges which range.
 */
export class RangePlan {
  private readonly options: Pick<CampaignOptions, 'source' | 'cases'>;
  private number = 0;
  private from = 0;
  private cases = 0;

  constructor(options: Pick<CampaignOptions, 'source' | 'cases'>) {
    this.options = options;
  }

  /** The number of the next range. */
  get nextNumber(): number {
    return this.number;
  }

  /** Undefined after the last one. */
  next(): Range | undefined {
    const { from, number } = this;
    const to = this.end();
    if (to === from) return undefined;
    this.from = to;
    this.number += 1;
    return { number, from, to };
  }

  private end(): number {
    const { source, cases } = this.options;
    const whole = this.from + batchesInRange(cases);
    if (cases === undefined) return whole;
    for (let batch = this.from; batch < whole; batch++) {
      if (this.cases >= cases) return batch;
      this.cases += source.count?.(batch) ?? source.batch(batch).count;
    }
    return whole;
  }
}
