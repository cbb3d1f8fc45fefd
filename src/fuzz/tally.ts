import type { Claim } from '../claims/claim.ts';
import type { BatchVerdicts } from '../judge/judge-outputs.ts';
import { emptyHistogram, type RatioHistogram } from '../judge/ratio-histogram.ts';
import type { CampaignRow, FamilyCount, Place, RowVerdict } from './campaign-records.ts';

/** Rows with a larger share of vacuous outputs promise too little to be called "holds". */
export const largestVacuousShare = 0.1;

/** One row of a campaign while it grows. */
export class Tally {
  readonly claim: Claim;
  readonly subject: string;
  readonly version: string;
  private because: string | undefined;
  private readonly absent: RowVerdict | undefined;
  private readonly distribution: RatioHistogram = emptyHistogram();
  private readonly families = new Map<string, { outputs: number; vacuous: number; attained: number }>();
  private readonly vacuous = new Map<string, number>();
  private readonly entries: string[] = [];
  private attainedBy: Place | undefined;
  private count = { cases: 0, outputs: 0, knownHits: 0, violations: 0, declined: 0, failures: 0 };
  attained = 0;

  constructor(claim: Claim, subject: string, version: string, absent?: { verdict: RowVerdict; because: string }) {
    this.claim = claim;
    this.subject = subject;
    this.version = version;
    this.absent = absent?.verdict;
    this.because = absent?.because;
  }

  add(verdicts: BatchVerdicts, reasons: ReadonlyMap<number, string>, cases: number, place: Place): void {
    this.count.cases += cases;
    this.count.outputs += verdicts.windows;
    for (const reason of reasons.values()) this.vacuous.set(reason, (this.vacuous.get(reason) ?? 0) + 1);
    this.distribution.zero += verdicts.histogram.zero;
    for (const [bin, count] of verdicts.histogram.counts.entries()) this.distribution.counts[bin]! += count;
    const family = this.families.get(place.family) ?? { outputs: 0, vacuous: 0, attained: 0 };
    family.outputs += verdicts.windows;
    family.vacuous += verdicts.vacuous;
    family.attained = Math.max(family.attained, verdicts.attained);
    this.families.set(place.family, family);
    if (verdicts.attained > this.attained) [this.attained, this.attainedBy] = [verdicts.attained, place];
  }

  countDeclined(cases: number, reason: string): void {
    this.count.declined += cases;
    if (this.count.failures === 0) this.because = reason;
  }

  countFailure(reason: string): void {
    this.count.failures++;
    this.because = reason;
  }

  countKnown(hits: number): void {
    this.count.knownHits += hits;
  }

  countViolations(number: number): void {
    this.count.violations += number;
  }

  addEntry(id: string): void {
    if (!this.entries.includes(id)) this.entries.push(id);
  }

  row(): CampaignRow {
    const vacuousOutputs = [...this.vacuous.values()].reduce((sum, count) => sum + count, 0);
    const vacuousShare = this.count.outputs === 0 ? 0 : vacuousOutputs / this.count.outputs;
    const verdict = this.absent ?? this.verdict(vacuousShare);
    const because = this.because ?? (verdict === 'vacuous' ? this.mostVacuous() : undefined);
    return {
      ...{ claim: this.claim.id, subject: this.subject, version: this.version, verdict, ...this.count, vacuousShare },
      vacuous: Object.fromEntries(this.vacuous),
      attained: this.attained,
      ...(this.attainedBy === undefined ? {} : { attainedBy: this.attainedBy }),
      distribution: this.distribution,
      families: Object.fromEntries(this.families) satisfies Record<string, FamilyCount>,
      entries: this.entries,
      ...(because === undefined ? {} : { because }),
    };
  }

  private verdict(vacuousShare: number): RowVerdict {
    if (this.count.violations > 0) return 'violated';
    if (this.count.failures > 0) return 'failed';
    if (this.count.knownHits > 0) return 'known-defect';
    const most = this.claim.mostVacuous?.share ?? largestVacuousShare;
    return this.count.outputs === 0 || vacuousShare > most ? 'vacuous' : 'holds';
  }

  private mostVacuous(): string {
    const [most] = [...this.vacuous].sort(([, one], [, other]) => other - one);
    return most === undefined ? 'nothing was judged' : most[0];
  }
}
