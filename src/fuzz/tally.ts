import type { Place } from '../check/place.ts';
import { allClaims } from '../claims/all-claims.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import { isInterrupted, type Outcome } from '../engines/engine.ts';
import { addHistogram, countRatio, emptyHistogram, filledHistogram } from '../judge/ratio-histogram.ts';
import type { JudgedOutput, Verdicts } from '../judge/verdict.ts';
import type { CampaignRow, DistributionCount, RowVerdict } from './campaign-records.ts';
import type { ClaimHead, RowHead, RowRecord } from './range-record.ts';
import { RowCounts } from './row-counts.ts';

/** A row with a larger share of discarded outputs checks too little to be called "holds". */
export const largestDiscardedShare = 0.1;
/**
 * With fewer cases or batches the share means little: each batch has one shape and one distribution, so one batch of
 * NaN can be a fifth of all.
 */
const fewestCases = 1000;
const fewestBatches = 10;

export interface TallyOptions {
  /** Why the subject is missing. */
  readonly absent?: string;
  /** Whether the claim is proven for this subject, if that is not so for all subjects. */
  readonly proven?: boolean;
  readonly partner?: string;
  /** Of a claim about pairs: there is no other subject. */
  readonly isAlone?: boolean;
  /** What to do where no case suited the claim. */
  readonly whenEmpty?: string;
  /** The claim is about two related questions. */
  readonly isMetamorphic?: true;
}

/** One row of a campaign while it grows. */
export class Tally extends RowCounts {
  readonly claim: ClaimHead;
  readonly subject: string;
  readonly version: string;
  readonly absent: string | undefined;
  private readonly options: TallyOptions;
  private readonly entries: AnyEntry[] = [];
  private showsDefect = false;
  private refutation: AnyEntry | undefined;

  constructor(claim: ClaimHead, subject: string, version: string, options: TallyOptions = {}) {
    super();
    this.claim = claim;
    this.subject = subject;
    this.version = version;
    this.options = options;
    this.absent = options.absent;
    this.because = this.unasked;
  }

  /** What is said of the row if it is never tried. */
  private get unasked(): string | undefined {
    const { absent, isAlone } = this.options;
    return absent ?? (isAlone === true ? 'needs two subjects: add another --subject' : undefined);
  }

  /** Whether there are violations that no recorded defect explains. */
  get violated(): boolean {
    return this.count.violations > 0;
  }

  get knownHits(): number {
    return this.count.knownHits;
  }

  /**
   * Counts the verdicts on a batch, except violations, which are counted separately as known or as others. `place` is
   * that of the largest error ÷ bound.
   */
  add(counts: Omit<Verdicts<unknown>, 'worst' | 'violations'>, cases: number, place: Place): void {
    // A ratio that is at most 1 by exact arithmetic may still round to slightly more.
    const attained = Math.min(counts.attained, 1);
    this.batches += 1;
    this.count.cases += cases;
    this.count.outputs += counts.outputs;
    for (const [reason, count] of counts.reasons) this.discarded.set(reason, (this.discarded.get(reason) ?? 0) + count);
    addHistogram(this.histogram, counts.histogram);
    const { outputs, discarded } = counts;
    this.countDistribution(place.distribution, { outputs, discarded, attained });
    const { terms } = place;
    if (terms !== undefined && outputs > discarded) this.countTerms(terms, attained);
    if (attained > this.attained) [this.attained, this.attainedBy] = [attained, place];
  }

  /** Counts a batch without values: declined or failed. One that was not waited for counts as neither. */
  countOutcome(outcome: Outcome, cases: number): void {
    if (outcome.kind === 'declined') this.countDeclined(cases, outcome.reason);
    if (outcome.kind === 'failed' && !isInterrupted(outcome)) this.countFailure(outcome.reason);
  }

  private countDeclined(cases: number, reason: string): void {
    this.count.declined += cases;
    if (this.count.failures === 0 && this.options.isAlone !== true) this.because = reason;
  }

  private countFailure(reason: string): void {
    this.count.failures++;
    this.because = reason;
  }

  /** Says why it was not tried on some cases, if nothing else is said of the row. */
  passOver(because: string): void {
    this.because ??= because;
  }

  countKnown(hits: number): void {
    this.count.knownHits += hits;
  }

  countViolations(number: number): void {
    this.count.violations += number;
  }

  /** Records that the refutation kept with the claim still refutes it. */
  refute(entry: AnyEntry): void {
    this.refutation = entry;
  }

  addEntry(entry: AnyEntry): void {
    this.entries.push(entry);
  }

  /** Records that the case of a recorded defect still violates the claim: the row cannot say "holds". */
  showDefect(): void {
    this.showsDefect = true;
  }

  /** Of a claim about a revealed tree: what the subject was found to do, at the first shape that was judged. */
  reveal(words: string): void {
    this.order ??= words;
  }

  /** Of a claim about any order: the transform that computes some shapes, at the first that was met. */
  transformed(words: string): void {
    this.transform ??= words;
  }

  /** Counts outputs that another trial found to violate this claim. */
  countElsewhere(outputs: readonly JudgedOutput[], cases: number, place: Place): void {
    const histogram = emptyHistogram();
    for (const { errorOverBound } of outputs) countRatio(histogram, errorOverBound);
    this.add({ outputs: outputs.length, discarded: 0, reasons: new Map(), attained: 0, histogram }, cases, place);
    this.countViolations(outputs.length);
  }

  /** The row before anything is tried. */
  head(): RowHead {
    const { claim, subject, version, options, refutation } = this;
    return { claim: claim.id, subject, version, ...options, ...(refutation === undefined ? {} : { refutation }) };
  }

  /** What was counted so far; undefined if nothing was. Entries are recorded as findings. */
  record(): RowRecord | undefined {
    const { claim, subject, version, batches, count, order, because } = this;
    const counts = Object.values(count).reduce((sum, one) => sum + one, batches);
    if (counts === 0 && order === undefined && because === this.unasked) return undefined;
    return { claim: claim.id, subject, version, ...this.counted() };
  }

  override absorb(later: RowRecord): void {
    super.absorb(later, this.options.isAlone);
  }

  get isJudged(): boolean {
    return this.batches > 0;
  }

  row(): CampaignRow {
    const {
      options: { isMetamorphic },
      difference,
    } = this;
    const discardedOutputs = [...this.discarded.values()].reduce((sum, count) => sum + count, 0);
    const discardedShare = this.count.outputs === 0 ? 0 : discardedOutputs / this.count.outputs;
    const verdict = this.absent === undefined ? this.verdict(discardedShare) : 'missing';
    const because = this.because ?? (verdict === 'vacuous' ? this.mostDiscarded() : undefined);
    return {
      ...{ claim: this.claim.id, subject: this.subject, version: this.version, verdict },
      ...(this.options.partner === undefined ? {} : { partner: this.options.partner }),
      alarm: verdict === 'failed' || (verdict === 'violated' && this.isAlarming),
      ...{ ...this.count, discardedShare },
      discarded: Object.fromEntries(this.discarded),
      attained: this.attained,
      ...(this.attainedBy === undefined ? {} : { attainedBy: this.attainedBy }),
      histogram: filledHistogram(this.histogram),
      distributions: Object.fromEntries(this.distributions) satisfies Record<string, DistributionCount>,
      attainedByTerms: Object.fromEntries(this.byTerms),
      entries: this.entries.map(({ id }) => id),
      counterexample: this.entries[0] ?? this.refutation ?? null,
      ...(because === undefined ? {} : { because }),
      ...(this.order === undefined ? {} : { order: this.order }),
      ...(this.transform === undefined ? {} : { transform: this.transform }),
      ...(isMetamorphic === true && this.absent === undefined
        ? {
            differences: Object.fromEntries(this.differences ?? []),
            ...(difference === undefined ? {} : { difference }),
          }
        : {}),
    };
  }

  /** Whether a violation is an error: the claim is proven for this subject, or it is one of the user's own. */
  private get isAlarming(): boolean {
    const { options, claim } = this;
    return options.proven ?? (claim.status === 'proven' || !allClaims.some(({ id }) => id === claim.id));
  }

  private verdict(discardedShare: number): RowVerdict {
    if (this.count.violations > 0 && this.claim.status !== 'refuted') return 'violated';
    if (this.count.failures > 0) return 'failed';
    if (this.count.violations > 0 || this.refutation !== undefined) return 'violated';
    if (this.count.knownHits > 0 || this.showsDefect) return 'known-defect';
    const few = this.count.cases < fewestCases || this.batches < fewestBatches;
    const most = few ? 1 : (this.claim.mostDiscarded?.share ?? largestDiscardedShare);
    return this.count.outputs === 0 || discardedShare > most || discardedShare === 1 ? 'vacuous' : 'holds';
  }

  private mostDiscarded(): string {
    const [most] = [...this.discarded].sort(([, one], [, other]) => other - one);
    return most?.[0] ?? this.options.whenEmpty ?? 'none of these cases suits it: try more';
  }
}
