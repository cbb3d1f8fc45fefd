import { Answers } from '../check/answers.ts';
import { KnownDefects } from '../check/known-defects.ts';
import type { MinimiseLimits } from '../check/minimise-counterexample.ts';
import type { Origin } from '../check/place.ts';
import { type MissingSubject, type PreparedSubject, prepareSubjects } from '../check/prepared-subject.ts';
import { allClaims } from '../claims/all-claims.ts';
import type { OutputClaim } from '../claims/claim.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { Batch } from '../conv/batch.ts';
import { type AnyEntry, isCaseEntry } from '../corpus/entry.ts';
import { sweepLeftovers } from '../corpus/sweep.ts';
import { isInterrupted } from '../engines/engine.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { UsageError } from '../errors/usage-error.ts';
import { replayEntry } from '../replay/replay-entry.ts';
import type { CampaignOptions, CampaignResult, Finding } from './campaign-records.ts';
import { originOf } from './case-source.ts';
import { defectReports } from './defect-reports.ts';
import { Evidence } from './faults/evidence.ts';
import { seenBy } from './faults/find-faults.ts';
import { keptFinding } from './kept-finding.ts';
import { MetamorphicTrials } from './metamorphic-trials.ts';
import { entryOfNoAnswer, type Failed } from './no-answer.ts';
import { openComparisonTrials, openOperationTrials, openSumTrials } from './number-trials.ts';
import { OutputTrials } from './output-trials.ts';
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
/** Counterexamples to minimise for one claim and subject; further violations are only counted. */
const mostEntries = 3;
const mostEvaluations = 4000;

/** A batch on which the engines are working. */
interface PendingBatch {
  readonly origin: Origin;
  readonly batch: Batch;
  readonly asked: readonly PreparedSubject[];
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
  private readonly findings: Finding[] = [];
  /** Rows of claims that are not tried, but were seen violated. */
  private readonly otherRows: Tally[] = [];
  private readonly defectStillShows = new Map<string, boolean>();
  private readonly failuresInARow = new Map<string, number>();
  private readonly entriesWanted = new Map<Tally, number>();
  private readonly started: number = performance.now();
  private readonly sampled = new SampleCounter();
  private lastProgressMs = 0;
  private waitedMs = 0;
  private cases = 0;
  private batches = 0;
  /** The batch that the engines work on while its predecessor is judged. */
  private nextBatch: PendingBatch | undefined;

  constructor(options: CampaignOptions, subjects: readonly PreparedSubject[], missing: readonly MissingSubject[]) {
    this.options = options;
    this.subjects = subjects;
    this.missing = missing;
    this.defects = new KnownDefects(options.known ?? []);
    this.trials = openTrialsByKind.map((open) => open(this)).filter((trials) => trials !== undefined);
  }

  checkSomethingToDo(): void {
    // Engines that were not waited for count as missing.
    if (this.options.signal?.aborted === true) return;
    if (this.tallies.some(({ absent }) => absent === undefined)) return;
    const claims = this.options.claims.map(({ id }) => id).join(', ');
    const [first] = this.tallies;
    const why =
      first === undefined
        ? `${claims} ${this.options.claims.length > 1 ? 'do' : 'does'} not apply to these subjects`
        : `${first.subject} is missing: ${first.absent}`;
    throw new UsageError(`nothing to try: ${why}; choose other subjects or another claim`);
  }

  async replayDefects(): Promise<void> {
    for (const subject of this.askable) {
      for (const entry of this.defects.of(subject.id)) {
        if (this.options.signal?.aborted === true) return;
        const { state } = await replayEntry(entry, this.subjects, allClaims);
        if (state === 'violated' || state === 'holds') this.defectStillShows.set(entry.id, state === 'violated');
        if (state === 'violated') this.findRow(entry.claim, subject.id)?.showDefect();
        if (state === 'holds') this.defects.retire(entry);
      }
    }
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
    const asked = this.askable.filter(({ id }) => this.failuresOf(id) < mostFailures);
    const origin = originOf(source.seed, number, batch);
    return { origin, batch, asked, answered: this.answers.begin(asked, batch) };
  }

  private async next(): Promise<void> {
    const { origin, batch, asked, answered } = this.nextBatch ?? this.ask(this.batches);
    this.progress(`${origin.distribution} ${origin.shape}`);
    this.waitedMs += await answered();
    for (const subject of asked) {
      const outcome = await this.answers.outcome(subject, batch);
      if (isInterrupted(outcome)) continue;
      this.failuresInARow.set(subject.id, outcome.kind === 'failed' ? this.failuresOf(subject.id) + 1 : 0);
      if (outcome.kind === 'failed') await this.takeNoAnswer(subject, batch, outcome, origin);
    }
    const { cases = Number.POSITIVE_INFINITY } = this.options;
    const last = this.stop() !== undefined || this.cases + batch.count >= cases;
    this.nextBatch = last ? undefined : this.ask(this.batches + 1);
    for (const trials of this.trials) {
      await trials.next({ origin, batch, asked, answers: this.answers });
      // An interrupted campaign finishes one kind of claims, not all of them.
      if (this.options.signal?.aborted === true) break;
    }
    this.evidence.coverage.add(batch);
    this.batches += 1;
    this.cases += batch.count;
    this.sampled.add(batch, asked);
  }

  /** Keeps the case that ends the process of an engine or makes it hang, in the row of the any-order bound. */
  private async takeNoAnswer(subject: PreparedSubject, batch: Batch, outcome: Failed, origin: Origin): Promise<void> {
    const row = this.findRow(dotAnyOrder.id, subject.id) ?? this.tallies.find((one) => one.subject === subject.id);
    if (row === undefined) return;
    const told = [...this.findings, ...this.saved];
    const kept = await entryOfNoAnswer(subject, batch, outcome, origin, told, this.options.signal);
    if (kept !== undefined) this.found(row, kept.entry, kept.minimal);
  }

  /** An observed claim that the corpus already records at this version needs no further entry. */
  wants(tally: Tally): boolean {
    if (tally.claim.status === 'observed' && this.recorded(tally)) return false;
    const count = this.entriesWanted.get(tally) ?? 0;
    if (count < mostEntries) this.entriesWanted.set(tally, count + 1);
    return count < mostEntries;
  }

  private recorded({ claim, subject, version }: Tally): boolean {
    return (this.options.known ?? []).filter(isCaseEntry).some((entry) => {
      return entry.claim === claim.id && entry.subject.id === subject && entry.subject.version === version;
    });
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
    if (this.findings.some((finding) => finding.entry.id === entry.id)) return;
    const finding = keptFinding(entry, minimal, this.isOver, this.options);
    this.findings.push(finding);
    tally.addEntry(entry);
    this.options.onFinding?.(finding);
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
    const best = this.tallies.reduce((one, other) => (other.attained > one.attained ? other : one));
    this.options.onProgress?.({
      ...{
        elapsedMs,
        batches: this.batches,
        cases: this.cases,
        checked: this.checked,
        knownHits: this.tallies.reduce((sum, tally) => sum + tally.knownHits, 0),
        doing,
      },
      casesPerSecond: (this.cases / elapsedMs) * 1000,
      bestRatio: best.attained,
      bestSubject: best.subject,
      findings: this.findings.length,
      keptBefore: this.findings.filter((finding) => finding.keptBefore).length,
    });
  }

  private result(stoppedBy: CampaignResult['stoppedBy']): CampaignResult {
    const { source, unreadable = [], statistics = () => [] } = this.options;
    const { batches, cases, checked, waitedMs, findings, saved } = this;
    const claims = new Set([...this.options.claims, ...this.otherRows.map(({ claim }) => claim)]);
    const run = {
      ...{ seed: source.seed, batches, cases, checked, waitedMs, findings, worstCases: [], stoppedBy, unreadable },
      ...seenBy(this.evidence, findings),
      ...{ saved, sampled: this.sampled.record(), elapsedMs: performance.now() - this.started },
      claims: [...claims].map(({ id, kind, status, statement, source: from }) => ({
        ...{ id, kind, status, statement, source: from },
      })),
      rows: this.tallies.map((tally) => tally.row()),
      engines: statistics(),
      defects: defectReports(this.askable, this.defects, this.defectStillShows),
    };
    return { ...run, verdict: runVerdict(run) };
  }

  private get tallies(): readonly Tally[] {
    return [...this.trials.flatMap(({ tallies }) => tallies), ...this.otherRows];
  }

  private get checked(): number {
    return this.trials.reduce((sum, { checked }) => sum + checked, 0);
  }

  private failuresOf(subject: string): number {
    return this.failuresInARow.get(subject) ?? 0;
  }
}
