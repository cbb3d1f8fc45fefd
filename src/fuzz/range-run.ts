import { Answers } from '../check/answers.ts';
import { KnownDefects } from '../check/known-defects.ts';
import type { MinimiseLimits } from '../check/minimise-counterexample.ts';
import type { Origin } from '../check/place.ts';
import type { MissingSubject, PreparedSubject } from '../check/prepared-subject.ts';
import type { OutputClaim } from '../claims/claim.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { Batch } from '../conv/batch.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import { isInterrupted } from '../engines/engine.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { batchFor } from '../inputs/summed-batch.ts';
import type { RangeOptions } from './campaign-records.ts';
import { originOf } from './case-source.ts';
import { FairShare } from './fair-share.ts';
import { Evidence } from './faults/evidence.ts';
import { Findings } from './findings.ts';
import { MetamorphicTrials } from './metamorphic-trials.ts';
import { entryOfNoAnswer, type Failed } from './no-answer.ts';
import { openComparisonTrials, openOperationTrials, openSumTrials } from './number-trials.ts';
import { OutputTrials } from './output-trials.ts';
import { progressOf, type RangeProgress } from './progress.ts';
import type { FoundEntry, Range, RangeRecord } from './range-record.ts';
import { RevealedTrials } from './revealed-trials.ts';
import { SampleCounter } from './sampled-cases.ts';
import { Tally } from './tally.ts';
import { type Told, toldNothing } from './told.ts';
import type { OpenTrials, TrialContext, Trials } from './trials.ts';

/** After this many failures in a row a subject is not asked again in its range. */
const mostFailures = 3;
/** One for each kind of claim. */
const openTrialsByKind: readonly OpenTrials[] = [
  OutputTrials.open,
  MetamorphicTrials.open,
  openOperationTrials,
  openSumTrials,
  openComparisonTrials,
  RevealedTrials.open,
];
const mostEvaluations = 4000;
const progressEveryMs = 100;

/** A batch on which the engines are working. */
interface PendingBatch {
  readonly origin: Origin;
  readonly batch: Batch;
  readonly asked: readonly PreparedSubject[];
  readonly isAlone: boolean;
  readonly turn: number;
  /** Waits for all answers. Gives the time spent on waiting, in ms. */
  readonly answered: () => Promise<number>;
}

/** Who is asked, and what is known before the first range. */
export interface Asked {
  readonly subjects: readonly PreparedSubject[];
  readonly missing: readonly MissingSubject[];
  /** Recorded defects that no longer show on their own case: they explain nothing. */
  readonly gone: readonly string[];
}

/** What is told of a range while it is at work. */
export interface RangeListener {
  readonly progress?: (progress: RangeProgress) => void;
  readonly found?: (found: FoundEntry) => void;
}

/**
 * A little campaign over the batches of one range, from a fresh state. The engines work on one batch while the batch
 * before it is judged:
 *
 *     batch k is answered
 *     → batch k+1 is drawn and sent to the engines
 *     → batch k is judged; its counterexamples are minimised and told
 *     → batch k+1 is answered …
 *
 * Batches are judged whole and in order, and a case depends on its batch only. So a range gives the same record,
 * whichever engine is faster, and whichever process runs it. All counterexamples of a batch are told before the next
 * batch is judged: an interruption loses only the batch that is not yet judged. No batch is sent after the last one.
 */
export class RangeRun implements TrialContext {
  readonly options: RangeOptions;
  readonly subjects: readonly PreparedSubject[];
  readonly missing: readonly MissingSubject[];
  readonly range: Range;
  readonly told: Told;
  readonly defects: KnownDefects;
  readonly evidence: Evidence = new Evidence();
  private readonly listener: RangeListener;
  private readonly answers = new Answers();
  private readonly trials: readonly Trials[];
  private readonly findings: Findings;
  private readonly share: FairShare;
  /** Rows of claims that are not tried, but were seen violated. */
  private readonly otherRows: Tally[] = [];
  private readonly failuresInARow = new Map<string, number>();
  private readonly started: number = performance.now();
  private readonly sampled = new SampleCounter();
  private lastProgressMs = 0;
  private waitedMs = 0;
  cases = 0;
  batches = 0;
  private batchesAlone = 0;
  /** The number of the next batch for everything: as if all batches before the range had been such. */
  private turns: number;
  /** The batch that the engines work on while its predecessor is judged. */
  private nextBatch: PendingBatch | undefined;

  constructor(
    options: RangeOptions,
    { subjects, missing, gone }: Asked,
    range: Range = { number: 0, from: 0, to: 0 },
    told: Told = toldNothing,
    listener: RangeListener = {},
  ) {
    this.options = options;
    this.subjects = subjects;
    this.missing = missing;
    this.range = range;
    this.told = told;
    this.listener = listener;
    this.turns = range.from;
    this.defects = new KnownDefects(options.known ?? []);
    for (const { id } of subjects)
      for (const entry of this.defects.of(id)) if (gone.includes(entry.id)) this.defects.retire(entry);
    this.findings = new Findings(options, told);
    this.trials = openTrialsByKind.map((open) => open(this)).filter((trials) => trials !== undefined);
    this.share = new FairShare(options, this.askable);
  }

  /** Judges the batches of the range, until all are judged or the run is over. */
  async record(): Promise<RangeRecord> {
    while (!this.isDone) {
      await this.next();
      // Without an engine to wait for, no signal would be handled before the range ends.
      await yieldToEventLoop();
    }
    const { number, from, to } = this.range;
    const { batches, cases, checked, checkedBounds, batchesAlone, waitedMs, findings, evidence } = this;
    return {
      ...{ seed: this.options.source.seed, number, from, to, isWhole: batches === to - from, batches, cases, checked },
      ...{ checkedBounds, batchesAlone, waitedMs },
      rows: this.tallies.map((tally) => tally.record()).filter((row) => row !== undefined),
      findings: findings.all,
      covered: evidence.coverage.shapes,
      evidence: evidence.record(),
      sampled: this.sampled.record(),
      defectHits: this.defects.allHits(),
    };
  }

  /** The rows of the table. */
  get tallies(): readonly Tally[] {
    return [...this.trials.flatMap(({ tallies }) => tallies), ...this.otherRows];
  }

  /** The subjects that some claim is tried on. Of the others nothing is said, not even their known defects. */
  get askable(): readonly PreparedSubject[] {
    return this.subjects.filter(({ id }) => this.trials.some(({ asks }) => asks.has(id)));
  }

  private ask(number: number): PendingBatch {
    const { source } = this.options;
    const batch = source.batch(number);
    const willing = this.askable.filter(({ id }) => this.failuresOf(id) < mostFailures);
    const { checked, checkedBounds, batches, batchesAlone } = this;
    const left = this.range.to - number;
    const alone = this.share.nextAlone({ checked, checkedBounds, batches, batchesAlone, left }, willing);
    const [asked, isAlone, turn] = [alone ?? willing, alone !== undefined, this.turns];
    if (!isAlone) this.turns += 1;
    const origin = originOf(source.seed, number, batch);
    return { origin, batch, asked, isAlone, turn, answered: this.answers.begin(asked, batch) };
  }

  private async next(): Promise<void> {
    const number = this.range.from + this.batches;
    const { origin, batch, asked, isAlone, turn, answered } = this.nextBatch ?? this.ask(number);
    this.progress(`${origin.distribution} ${origin.shape}`);
    this.waitedMs += await answered();
    let isAnswered = false;
    for (const subject of asked) {
      const its = batchFor(subject, batch);
      const outcome = await this.answers.outcome(subject, its);
      isAnswered ||= outcome.kind === 'value';
      if (isInterrupted(outcome)) continue;
      this.failuresInARow.set(subject.id, outcome.kind === 'failed' ? this.failuresOf(subject.id) + 1 : 0);
      if (outcome.kind === 'failed') await this.takeNoAnswer(subject, its, outcome, origin);
    }
    const last = this.isOver || number + 1 >= this.range.to;
    this.nextBatch = last ? undefined : this.ask(number + 1);
    for (const trials of this.trials) {
      if (isAlone && trials.checkedBounds === undefined) continue;
      await trials.next({ origin, batch, asked, turn, answers: this.answers });
      // An interrupted campaign finishes one kind of claims, not all of them.
      if (this.options.signal?.aborted === true) break;
    }
    if (isAnswered) this.evidence.coverage.add(batch);
    this.batches += 1;
    if (isAlone) this.batchesAlone += 1;
    this.cases += batch.count;
    this.sampled.add(batch, asked);
  }

  /** Keeps the case that ends the process of an engine or makes it hang, in the row of the any-order bound. */
  private async takeNoAnswer(subject: PreparedSubject, batch: Batch, outcome: Failed, origin: Origin): Promise<void> {
    const row = this.findRow(dotAnyOrder.id, subject.id) ?? this.tallies.find((one) => one.subject === subject.id);
    if (row === undefined || this.findings.isSilent(subject.id)) return;
    const kept = await entryOfNoAnswer(subject, batch, outcome, origin, this.options.signal);
    if (kept !== undefined) this.found(row, kept.entry, kept.minimal);
  }

  wants(tally: Tally): boolean {
    return this.findings.wants(tally);
  }

  rowOf(claim: OutputClaim, { id, version }: PreparedSubject): Tally {
    const row = this.findRow(claim.id, id) ?? new Tally(claim, id, version);
    if (!this.tallies.includes(row)) this.otherRows.push(row);
    return row;
  }

  private findRow(claim: string, subject: string): Tally | undefined {
    return this.tallies.find((tally) => tally.claim.id === claim && tally.subject === subject);
  }

  doing(text: string): void {
    this.progress(text, true);
  }

  found(tally: Tally, entry: AnyEntry, minimal: boolean): void {
    this.listener.found?.(this.findings.add(tally, entry, minimal, this.isOver));
  }

  /**
   * Evaluations count, not time, so that a slower machine gives the same table. Time cuts a search only when the run is
   * over, by a signal or by its seconds; the finding says so.
   */
  limits(): MinimiseLimits {
    const isOver = (): boolean => this.isOver;
    const signal = {
      get aborted() {
        return isOver();
      },
    };
    return { evaluations: mostEvaluations, signal };
  }

  private get isOver(): boolean {
    return this.options.signal?.aborted === true || this.options.isTimeUp?.() === true;
  }

  private get isDone(): boolean {
    return this.isOver || this.range.from + this.batches >= this.range.to;
  }

  private progress(doing: string, now = false): void {
    const elapsedMs = performance.now() - this.started;
    if (!now && elapsedMs - this.lastProgressMs < progressEveryMs) return;
    this.lastProgressMs = elapsedMs;
    this.listener.progress?.(progressOf(this, this.tallies, doing));
  }

  get checked(): number {
    return this.trials.reduce((sum, { checked }) => sum + checked, 0);
  }

  get checkedBounds(): number {
    return this.trials.reduce((sum, { checkedBounds = 0 }) => sum + checkedBounds, 0);
  }

  private failuresOf(subject: string): number {
    return this.failuresInARow.get(subject) ?? 0;
  }
}
