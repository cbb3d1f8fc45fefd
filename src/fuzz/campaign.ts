import { Answers } from '../check/answers.ts';
import { KnownDefects } from '../check/known-defects.ts';
import type { MinimiseLimits } from '../check/minimise-counterexample.ts';
import type { Origin } from '../check/place.ts';
import { type MissingSubject, type PreparedSubject, prepareSubjects } from '../check/prepared-subject.ts';
import type { OutputClaim } from '../claims/claim.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { Batch } from '../conv/batch.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import { sweepLeftovers } from '../corpus/sweep.ts';
import { isInterrupted } from '../engines/engine.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import type { CampaignOptions, CampaignResult } from './campaign-records.ts';
import { originOf } from './case-source.ts';
import { DefectReplays } from './defect-reports.ts';
import { FairShare } from './fair-share.ts';
import { Evidence } from './faults/evidence.ts';
import { seenBy } from './faults/find-faults.ts';
import { Findings } from './findings.ts';
import { MetamorphicTrials } from './metamorphic-trials.ts';
import { entryOfNoAnswer, type Failed } from './no-answer.ts';
import { refuseNothing } from './nothing-to-try.ts';
import { openComparisonTrials, openOperationTrials, openSumTrials } from './number-trials.ts';
import { OutputTrials } from './output-trials.ts';
import { progressOf } from './progress.ts';
import { replaySaved } from './replay-saved.ts';
import { RevealedTrials } from './revealed-trials.ts';
import { runVerdict } from './run-verdict.ts';
import { SampleCounter } from './sampled-cases.ts';
import { Tally } from './tally.ts';
import type { OpenTrials, TrialContext, Trials } from './trials.ts';

/** After this many failures in a row a subject is not asked again. */
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

/**
 * Tries claims on subjects, batch after batch, until a limit is reached. The engines work on one batch while the batch
 * before it is judged:
 *
 *     batch k is answered
 *     → batch k+1 is drawn and sent to the engines
 *     → batch k is judged; its counterexamples are minimised and written
 *     → batch k+1 is answered …
 *
 * Batches are judged whole and in order, and a case depends on its batch only. So a seed gives the same table,
 * whichever engine is faster. All counterexamples of a batch are on disk before the next batch is judged: an
 * interruption loses only the batch that is not yet judged. With a limit of cases, no batch is sent after the last one.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { ready, missing } = await prepareSubjects(options.subjects);
  const run = new Run(options, ready, missing);
  run.checkSomethingToDo();
  if (options.corpus !== undefined) sweepLeftovers(options.corpus);
  run.saved = await replaySaved(options, ready);
  await run.replayDefects();
  return run.untilStopped();
}

class Run implements TrialContext {
  readonly options: CampaignOptions;
  readonly subjects: readonly PreparedSubject[];
  readonly missing: readonly MissingSubject[];
  readonly defects: KnownDefects;
  saved: CampaignResult['saved'] = [];
  readonly evidence: Evidence = new Evidence();
  private readonly answers = new Answers();
  private readonly trials: readonly Trials[];
  private readonly findings: Findings;
  private readonly share: FairShare;
  /** Rows of claims that are not tried, but were seen violated. */
  private readonly otherRows: Tally[] = [];
  private readonly defectReplays: DefectReplays;
  private readonly failuresInARow = new Map<string, number>();
  private readonly started: number = performance.now();
  private readonly sampled = new SampleCounter();
  private lastProgressMs = 0;
  private waitedMs = 0;
  cases = 0;
  batches = 0;
  private batchesAlone = 0;
  /** The batches for everything that were drawn. */
  private turns = 0;
  /** The batch that the engines work on while its predecessor is judged. */
  private nextBatch: PendingBatch | undefined;

  constructor(options: CampaignOptions, subjects: readonly PreparedSubject[], missing: readonly MissingSubject[]) {
    this.options = options;
    this.subjects = subjects;
    this.missing = missing;
    this.defects = new KnownDefects(options.known ?? []);
    this.defectReplays = new DefectReplays(this.defects);
    this.findings = new Findings(options);
    this.trials = openTrialsByKind.map((open) => open(this)).filter((trials) => trials !== undefined);
    this.share = new FairShare(options, this.askable);
  }

  checkSomethingToDo(): void {
    // Engines that were not waited for count as missing.
    if (this.options.signal?.aborted !== true) refuseNothing(this.tallies, this.options.claims);
  }

  async replayDefects(): Promise<void> {
    for (const { claim, subject } of await this.defectReplays.replay(this.askable, this.options.signal))
      this.findRow(claim, subject.id)?.showDefect();
  }

  async untilStopped(): Promise<CampaignResult> {
    const leftMs = (this.options.seconds ?? Number.POSITIVE_INFINITY) * 1000;
    const timeUp = leftMs < 2 ** 31 ? setTimeout(() => this.options.onTimeUp?.(), leftMs) : undefined;
    let stoppedBy = this.stop();
    while (stoppedBy === undefined) {
      await this.next();
      // Without an engine to wait for, no signal would be handled before the campaign ends.
      await yieldToEventLoop();
      stoppedBy = this.stop();
    }
    clearTimeout(timeUp);
    this.progress('done', true);
    return this.result(stoppedBy);
  }

  /** The subjects that some claim is tried on. Of the others nothing is said, not even their known defects. */
  private get askable(): readonly PreparedSubject[] {
    return this.subjects.filter(({ id }) => this.trials.some(({ asks }) => asks.has(id)));
  }

  private ask(number: number): PendingBatch {
    const { source } = this.options;
    const batch = source.batch(number);
    const willing = this.askable.filter(({ id }) => this.failuresOf(id) < mostFailures);
    const alone = this.share.nextAlone(this, willing);
    const [asked, isAlone, turn] = [alone ?? willing, alone !== undefined, this.turns];
    if (!isAlone) this.turns += 1;
    const origin = originOf(source.seed, number, batch);
    return { origin, batch, asked, isAlone, turn, answered: this.answers.begin(asked, batch) };
  }

  private async next(): Promise<void> {
    const { origin, batch, asked, isAlone, turn, answered } = this.nextBatch ?? this.ask(this.batches);
    this.progress(`${origin.distribution} ${origin.shape}`);
    this.waitedMs += await answered();
    let isAnswered = false;
    for (const subject of asked) {
      const outcome = await this.answers.outcome(subject, batch);
      isAnswered ||= outcome.kind === 'value';
      if (isInterrupted(outcome)) continue;
      this.failuresInARow.set(subject.id, outcome.kind === 'failed' ? this.failuresOf(subject.id) + 1 : 0);
      if (outcome.kind === 'failed') await this.takeNoAnswer(subject, batch, outcome, origin);
    }
    const { cases = Number.POSITIVE_INFINITY } = this.options;
    const last = this.stop() !== undefined || this.cases + batch.count >= cases;
    this.nextBatch = last ? undefined : this.ask(this.batches + 1);
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
    if (row === undefined) return;
    const told = [...this.findings.all, ...this.saved];
    const kept = await entryOfNoAnswer(subject, batch, outcome, origin, told, this.options.signal);
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
    this.findings.add(tally, entry, minimal, this.isOver);
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
    return this.options.signal?.aborted === true || this.isTimeUp;
  }

  private get isTimeUp(): boolean {
    return performance.now() - this.started >= (this.options.seconds ?? Number.POSITIVE_INFINITY) * 1000;
  }

  private stop(): CampaignResult['stoppedBy'] | undefined {
    const { cases, signal } = this.options;
    if (signal?.aborted) return 'signal';
    if (cases !== undefined && this.cases >= cases) return 'cases';
    return this.isTimeUp ? 'seconds' : undefined;
  }

  private progress(doing: string, now = false): void {
    const elapsedMs = performance.now() - this.started;
    if (!now && elapsedMs - this.lastProgressMs < 100) return;
    this.lastProgressMs = elapsedMs;
    this.options.onProgress?.(progressOf(this, this.tallies, this.findings.all, elapsedMs, doing));
  }

  private result(stoppedBy: CampaignResult['stoppedBy']): CampaignResult {
    const { source, unreadable = [], statistics = () => [] } = this.options;
    const { batches, cases, checked, checkedBounds, batchesAlone, waitedMs, saved } = this;
    const findings = this.findings.all;
    const claims = new Set([...this.options.claims, ...this.otherRows.map(({ claim }) => claim)]);
    const run = {
      ...{ seed: source.seed, batches, cases, checked, waitedMs, findings, worstCases: [], stoppedBy, unreadable },
      ...seenBy(this.evidence, findings, { checkedBounds, batchesAlone, isAimed: source.isAimed === true }),
      ...{ saved, sampled: this.sampled.record(), elapsedMs: performance.now() - this.started },
      claims: [...claims].map(({ id, kind, status, statement, source: from }) => ({
        ...{ id, kind, status, statement, source: from },
      })),
      rows: this.tallies.map((tally) => tally.row()),
      engines: statistics(),
      defects: this.defectReplays.reports(this.askable),
    };
    return { ...run, verdict: runVerdict(run) };
  }

  private get tallies(): readonly Tally[] {
    return [...this.trials.flatMap(({ tallies }) => tallies), ...this.otherRows];
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
