import type { CampaignOptions, Shard } from './campaign-records.ts';
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

type Planned = Pick<CampaignOptions, 'source' | 'cases' | 'shard'>;

/**
 * The ranges of a campaign, in order. With a number of cases, the batches are counted before they are judged: the last
 * one is the first with which the run has so many cases, whoever judges which range. Of a shard, every n-th range.
 */
export class RangePlan {
  private readonly options: Planned;
  private readonly shard: Shard;
  private number = 0;
  private from = 0;
  private cases = 0;
  private isCounted = false;
  /** How many ranges of the plan have been given. */
  given = 0;

  constructor(options: Planned) {
    this.options = options;
    this.shard = options.shard ?? { k: 1, n: 1 };
  }

  /** The number of ranges of the whole campaign, all shards together; undefined until the last one was looked for. */
  get ranges(): number | undefined {
    return this.isCounted ? this.number : undefined;
  }

  /** Undefined after the last one. */
  next(): Range | undefined {
    const { k, n } = this.shard;
    for (let range = this.any(); range !== undefined; range = this.any()) {
      if (range.number % n !== k - 1) continue;
      this.given += 1;
      return range;
    }
    return undefined;
  }

  /** The next range of all shards. */
  private any(): Range | undefined {
    const { from, number } = this;
    const to = this.end();
    if (to === from) {
      this.isCounted = true;
      return undefined;
    }
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

/** The ranges of a campaign, one after another. Without a number of cases they do not end. */
export function* plannedRanges(options: Planned): Generator<Range, void> {
  const plan = new RangePlan(options);
  for (let range = plan.next(); range !== undefined; range = plan.next()) yield range;
}
