import { type DifferenceKind, isGraver, type MetamorphicCounterexample } from '../check/metamorphic-records.ts';
import type { Place } from '../check/place.ts';
import { addHistogram, emptyHistogram, filledHistogram, type RatioHistogram } from '../judge/ratio-histogram.ts';
import type { DistributionCount } from './campaign-records.ts';
import type { RowRecord } from './range-record.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What is counted for one claim and subject, while it grows: by batches, or by the records of ranges. */
export class RowCounts {
  protected because: string | undefined;
  protected readonly histogram: RatioHistogram = emptyHistogram();
  protected readonly distributions: Map<string, Mutable<DistributionCount>> = new Map();
  protected readonly byTerms: Map<number, number> = new Map();
  protected readonly discarded: Map<string, number> = new Map();
  protected order: string | undefined;
  protected transform: string | undefined;
  protected attainedBy: Place | undefined;
  protected batches = 0;
  protected count = { cases: 0, outputs: 0, knownHits: 0, violations: 0, declined: 0, failures: 0 };
  /** Of a metamorphic claim alone. */
  protected differences: Map<DifferenceKind, number> | undefined;
  protected difference: MetamorphicCounterexample | undefined;
  attained = 0;

  /** Adds what a later range counted. `isAlone`: a subject that declines says nothing of the row. */
  absorb(later: RowRecord, isAlone = false): void {
    const isLater = later.failures > 0 || (later.declined > 0 && this.count.failures === 0 && !isAlone);
    this.because = (isLater ? later.because : undefined) ?? this.because ?? later.because;
    this.batches += later.batches;
    const names = Object.keys(this.count) as (keyof typeof this.count)[];
    for (const name of names) this.count[name] += later[name];
    for (const [reason, outputs] of Object.entries(later.discarded))
      this.discarded.set(reason, (this.discarded.get(reason) ?? 0) + outputs);
    const { zero, bins } = later.histogram;
    addHistogram(this.histogram, { zero, counts: new Map(bins.map(({ exponent, count }) => [exponent, count])) });
    for (const [name, counted] of Object.entries(later.distributions)) this.countDistribution(name, counted);
    for (const [terms, attained] of Object.entries(later.attainedByTerms)) this.countTerms(Number(terms), attained);
    if (later.attained > this.attained) [this.attained, this.attainedBy] = [later.attained, later.attainedBy];
    this.order ??= later.order;
    this.transform ??= later.transform;
    for (const [kind, count] of Object.entries(later.differences ?? {}) as [DifferenceKind, number][])
      this.countDifference(kind, count);
    if (later.differences !== undefined) this.differences ??= new Map();
    if (later.difference !== undefined && isGraver(later.difference.kind, this.difference?.kind))
      this.difference = later.difference;
  }

  protected countDistribution(name: string, { outputs, discarded, attained }: DistributionCount): void {
    const counted = this.distributions.get(name) ?? { outputs: 0, discarded: 0, attained: 0 };
    counted.outputs += outputs;
    counted.discarded += discarded;
    counted.attained = Math.max(counted.attained, attained);
    this.distributions.set(name, counted);
  }

  protected countTerms(terms: number, attained: number): void {
    this.byTerms.set(terms, Math.max(this.byTerms.get(terms) ?? 0, attained));
  }

  protected countDifference(kind: DifferenceKind, count: number): void {
    this.differences ??= new Map();
    this.differences.set(kind, (this.differences.get(kind) ?? 0) + count);
  }

  /** What was counted so far. */
  counted(): Omit<RowRecord, 'claim' | 'subject' | 'version'> {
    const { batches, count, attained, attainedBy, because, order, transform, differences, difference } = this;
    return {
      ...{ batches, ...count, discarded: Object.fromEntries(this.discarded), attained },
      ...(attainedBy === undefined ? {} : { attainedBy }),
      histogram: filledHistogram(this.histogram),
      distributions: Object.fromEntries(this.distributions),
      attainedByTerms: Object.fromEntries(this.byTerms),
      ...(because === undefined ? {} : { because }),
      ...(order === undefined ? {} : { order }),
      ...(transform === undefined ? {} : { transform }),
      ...(differences === undefined ? {} : { differences: Object.fromEntries(differences) }),
      ...(difference === undefined ? {} : { difference }),
    };
  }
}
