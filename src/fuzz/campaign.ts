import { allClaims } from '../claims/all-claims.ts';
import type { Claim, ErrorClaim } from '../claims/claim.ts';
import { gradualUnderflow } from '../claims/subject-traits.ts';
import type { Batch } from '../conv/case.ts';
import { shapeKey } from '../conv/shape-key.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { saveEntry } from '../corpus/save-entry.ts';
import type { Subject } from '../engines/engine.ts';
import { UsageError } from '../float/usage-error.ts';
import type { CampaignProgress, CampaignResult, Finding, Place } from './campaign-records.ts';
import type { CaseSource } from './case-source.ts';
import { evaluateBatch } from './evaluate-batch.ts';
import { kindOf } from './failure.ts';
import { type Judgement, judgeBatch } from './judge-batch.ts';
import { KnownDefects, quantitiesOf } from './known-defects.ts';
import { type PreparedSubject, prepareSubjects } from './prepared-subject.ts';
import { pursue } from './pursue.ts';
import { replayEntry } from './replay-entry.ts';
import type { ShrinkLimits } from './shrink-failure.ts';
import { Tally } from './tally.ts';

export interface CampaignOptions {
  readonly subjects: readonly Subject[];
  readonly claims: readonly Claim[];
  readonly source: CaseSource;
  /** Stops at whichever comes first; `cases` counts inputs. Without either, at the signal only. */
  readonly cases?: number;
  readonly seconds?: number;
  readonly signal?: AbortSignal;
  /** Entries whose defects explain violations. */
  readonly known?: readonly CorpusEntry[];
  /** Where new entries are written, each at once; without it they are only in the result. */
  readonly corpus?: string;
  readonly onProgress?: (progress: CampaignProgress) => void;
  readonly onFinding?: (finding: Finding) => void;
}

/** A subject that fails so often in a row is not asked again. */
const mostFailures = 3;
/** Shrunk counterexamples for one claim about one subject; further violations are counted only. */
const mostEntries = 3;
const mostEvaluations = 4000;
const mostShrinkingMs = 4000;

/**
 * Tries claims on subjects, batch after batch, until a limit. Everything that it finds is in the result, and every
 * counterexample on disk before the next batch is drawn, so that an interruption loses nothing.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { ready, missing } = await prepareSubjects(options.subjects);
  const run = new Run(options, ready);
  run.checkSomethingToDo();
  await run.replayDefects();
  for (const { subject, reason, howToGetIt } of missing) run.addMissing(subject, `${reason}; to get it: ${howToGetIt}`);
  return run.untilStopped();
}

class Run {
  private readonly options: CampaignOptions;
  /** Those that random batches are judged by. */
  private readonly errorClaims: readonly ErrorClaim[];
  private readonly subjects: readonly PreparedSubject[];
  private readonly tallies = new Map<string, Tally>();
  private readonly defects: KnownDefects;
  private readonly findings: Finding[] = [];
  private readonly shows = new Map<string, boolean>();
  private readonly failuresInARow = new Map<string, number>();
  private readonly pursued = new Map<string, number>();
  private readonly started: number = performance.now();
  private shown = 0;
  private waitedMs = 0;
  private cases = 0;
  private batches = 0;
  private checked = 0;
  private knownHits = 0;

  constructor(options: CampaignOptions, subjects: readonly PreparedSubject[]) {
    this.options = options;
    this.errorClaims = options.claims.filter((claim) => claim.kind === 'output' || claim.kind === 'pair');
    this.subjects = subjects;
    this.defects = new KnownDefects(options.known ?? []);
    for (const subject of subjects) {
      for (const claim of this.errorClaims)
        if (!silent(claim, subject)) this.addTally(claim, subject.subject.id, subject.version);
    }
  }

  addMissing(subject: Subject, because: string): void {
    const { id, format, algorithm } = subject;
    for (const claim of this.errorClaims) {
      if (claim.kind !== 'output' || claim.silentOn({ id, format, algorithm, underflow: gradualUnderflow })) continue;
      this.addTally(claim, id, '', { verdict: 'missing', because });
    }
  }

  checkSomethingToDo(): void {
    if (this.tallies.size > 0) return;
    const claims = this.options.claims.map(({ id }) => id).join(', ');
    throw new UsageError(`nothing to try: ${claims} says nothing of these subjects; choose others, or another claim`);
  }

  async replayDefects(): Promise<void> {
    for (const { subject } of this.subjects) {
      for (const entry of this.defects.of(subject.id)) {
        const { state } = await replayEntry(entry, this.subjects, allClaims);
        if (state === 'violated' || state === 'holds') this.shows.set(entry.id, state === 'violated');
      }
    }
  }

  async untilStopped(): Promise<CampaignResult> {
    let stoppedBy = this.stop();
    while (stoppedBy === undefined) {
      await this.next();
      stoppedBy = this.stop();
    }
    this.progress('done', true);
    return this.result(stoppedBy);
  }

  private async next(): Promise<void> {
    const { source } = this.options;
    const { batch, family } = source.batch(this.batches);
    const shape = shapeKey(batch.shape);
    const place: Place = { seed: source.seed, batch: this.batches, index: 0, family, shape };
    this.progress(`${family} ${shape}`);
    const asked = this.subjects.filter(
      ({ subject: { id } }) => this.talliesOf(id).length > 0 && this.failuresOf(id) < mostFailures,
    );
    const before = performance.now();
    const outcomes = await evaluateBatch(asked, batch);
    this.waitedMs += performance.now() - before;
    for (const { subject, outcome } of outcomes) {
      const { id } = subject.subject;
      this.failuresInARow.set(id, outcome.kind === 'failed' ? this.failuresOf(id) + 1 : 0);
      for (const tally of this.talliesOf(id)) {
        if (outcome.kind === 'declined') tally.countDeclined(batch.count, outcome.reason);
        if (outcome.kind === 'failed') tally.countFailure(outcome.reason);
      }
    }
    for (const judgement of judgeBatch(this.errorClaims, batch, outcomes)) await this.take(judgement, batch, place);
    this.batches++;
    this.cases += batch.count;
  }

  private async take(judgement: Judgement, batch: Batch, place: Place): Promise<void> {
    const { claim, subject, verdicts, vacuous, references, partner, partners } = judgement;
    const tally = this.tally(claim, subject.subject.id);
    const index = Math.floor(Math.max(verdicts.worst, 0) / references.plan.outputs);
    tally.add(verdicts, vacuous, batch.count, {
      ...place,
      index,
      ...(partner === undefined ? {} : { partner: partner.subject.id }),
    });
    this.checked += batch.count;
    const unexplained = [...verdicts.violations.entries()].filter(([, witness]) => {
      const quantities = () => quantitiesOf(subject.subject, batch.shape, references, witness);
      return this.defects.explain(subject, quantities) === undefined;
    });
    // A failure at the edge of the range stays there while it is shrunk: one in the middle is worth more.
    const middle = unexplained.find(([, witness]) => kindOf(witness).range === 'ordinary') ?? unexplained[0];
    if (middle !== undefined) await this.pursue(judgement, batch, place, middle[0], partners[middle[0]]);
    const known = verdicts.violations.length - unexplained.length;
    tally.countViolations(unexplained.length);
    tally.countKnown(known);
    this.knownHits += known;
  }

  /** Shrinks and saves the first few of a claim and subject. What follows from a claim about one subject alone is not told twice. */
  private async pursue(
    judgement: Judgement,
    batch: Batch,
    place: Place,
    number: number,
    partner?: PreparedSubject,
  ): Promise<void> {
    const { claim, subject, verdicts } = judgement;
    const witness = verdicts.violations[number]!;
    if (claim.kind === 'pair' && this.options.claims.includes(claim.each)) {
      const alone = this.tally(claim.each, subject.subject.id).row();
      if (alone.violations > 0) return;
    }
    const key = `${claim.id} ${subject.subject.id}`;
    const count = this.pursued.get(key) ?? 0;
    if (count >= mostEntries) return;
    this.pursued.set(key, count + 1);
    this.progress(`shrinking a violation of ${claim.id} by ${subject.subject.id}`, true);
    const index = Math.floor(witness.window / judgement.references.plan.outputs);
    const suspect = { claim, subject, ...(partner === undefined ? {} : { partner }) };
    const { entry, onlyInBatch } = await pursue(suspect, batch, witness, { ...place, index }, this.shrinkLimits());
    if (this.findings.some((finding) => finding.entry.id === entry.id)) return;
    const finding: Finding = { entry, onlyInBatch, ...this.save(entry) };
    this.findings.push(finding);
    this.tally(claim, subject.subject.id).addEntry(entry.id);
    this.options.onFinding?.(finding);
  }

  /** A campaign of so many seconds gives no more of them to shrinking than are left, but for half a second. */
  private shrinkLimits(): ShrinkLimits {
    const { seconds, signal } = this.options;
    const left = seconds === undefined ? mostShrinkingMs : seconds * 1000 - (performance.now() - this.started);
    const milliseconds = Math.max(500, Math.min(mostShrinkingMs, left));
    return { evaluations: mostEvaluations, milliseconds, ...(signal === undefined ? {} : { signal }) };
  }

  /** A full disk loses no counterexample: it is in the result, with the reason why it is not on disk. */
  private save(entry: CorpusEntry): { path?: string; notWritten?: string } {
    if (this.options.corpus === undefined) return {};
    try {
      return { path: saveEntry(this.options.corpus, entry) };
    } catch (error) {
      return { notWritten: (error as Error).message };
    }
  }

  private stop(): CampaignResult['stoppedBy'] | undefined {
    const { cases, seconds, signal } = this.options;
    if (signal?.aborted) return 'signal';
    if (cases !== undefined && this.cases >= cases) return 'cases';
    return seconds !== undefined && performance.now() - this.started >= seconds * 1000 ? 'seconds' : undefined;
  }

  private progress(doing: string, now = false): void {
    const elapsedMs = performance.now() - this.started;
    if (!now && elapsedMs - this.shown < 100) return;
    this.shown = elapsedMs;
    const best = [...this.tallies.values()].reduce((one, other) => (other.attained > one.attained ? other : one));
    this.options.onProgress?.({
      ...{
        elapsedMs,
        batches: this.batches,
        cases: this.cases,
        checked: this.checked,
        knownHits: this.knownHits,
        doing,
      },
      casesPerSecond: (this.cases / elapsedMs) * 1000,
      bestRatio: best.attained,
      bestSubject: best.subject,
      findings: this.findings.length,
    });
  }

  private result(stoppedBy: CampaignResult['stoppedBy']): CampaignResult {
    const { source } = this.options;
    const { batches, cases, checked, waitedMs, findings } = this;
    return {
      ...{ seed: source.seed, batches, cases, checked, waitedMs, findings, stoppedBy },
      elapsedMs: performance.now() - this.started,
      claims: this.errorClaims.map(({ id, status, statement, source: origin }) => ({
        id,
        status,
        statement,
        source: origin,
      })),
      rows: [...this.tallies.values()].map((tally) => tally.row()),
      defects: this.subjects.flatMap(({ subject, version }) =>
        this.defects.of(subject.id).map((entry) => {
          const shows = this.shows.get(entry.id);
          const sameVersion = entry.subject.version === version;
          return { entry, hits: this.defects.hitsOf(entry), sameVersion, ...(shows === undefined ? {} : { shows }) };
        }),
      ),
    };
  }

  private addTally(
    claim: ErrorClaim,
    subject: string,
    version: string,
    absent?: { verdict: 'missing'; because: string },
  ): void {
    this.tallies.set(`${claim.id} ${subject}`, new Tally(claim, subject, version, absent));
  }

  private tally(claim: ErrorClaim, subject: string): Tally {
    return this.tallies.get(`${claim.id} ${subject}`)!;
  }

  private failuresOf(subject: string): number {
    return this.failuresInARow.get(subject) ?? 0;
  }

  private talliesOf(subject: string): Tally[] {
    return [...this.tallies.values()].filter((tally) => tally.subject === subject);
  }
}

function silent(claim: ErrorClaim, { traits }: PreparedSubject): boolean {
  return (claim.kind === 'output' ? claim.silentOn(traits) : claim.silentOn(traits, traits)) !== undefined;
}
