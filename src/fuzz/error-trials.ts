import { kindOf } from '../check/failure.ts';
import { type Judgement, judgeBatch } from '../check/judge-batch.ts';
import { quantitiesOf } from '../check/known-defects.ts';
import { howToGet, type MissingSubject, type PreparedSubject } from '../check/prepared-subject.ts';
import type { ErrorClaim } from '../claims/claim.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { gradualUnderflow } from '../sums/underflow.ts';
import { pursue } from './pursue.ts';
import { Tally } from './tally.ts';
import type { Slice, TrialContext, Trials } from './trials.ts';

/** Claims that bound an error of outputs, judged on the batch itself: references are computed once for all subjects. */
export class ErrorTrials implements Trials {
  readonly tallies: readonly Tally[];
  readonly asks: ReadonlySet<string>;
  checked = 0;
  private readonly claims: readonly ErrorClaim[];
  private readonly context: TrialContext;
  private readonly byKey: ReadonlyMap<string, Tally>;

  private constructor(claims: readonly ErrorClaim[], tallies: readonly Tally[], context: TrialContext) {
    this.claims = claims;
    this.tallies = tallies;
    this.context = context;
    this.byKey = new Map(tallies.map((tally) => [`${tally.claim.id} ${tally.subject}`, tally]));
    this.asks = new Set(tallies.filter(({ absent }) => absent === undefined).map(({ subject }) => subject));
  }

  static open(context: TrialContext): Trials | undefined {
    const claims = context.options.claims.filter((claim) => claim.kind === 'output' || claim.kind === 'pair');
    const present = context.subjects.flatMap((subject) =>
      claims
        .filter((claim) => !silent(claim, subject))
        .map((claim) => new Tally(claim, subject.subject.id, subject.version)),
    );
    const tallies = [...present, ...context.missing.flatMap((missing) => absent(claims, missing))];
    return tallies.length === 0 ? undefined : new ErrorTrials(claims, tallies, context);
  }

  async next({ batch, outcomes, place }: Slice): Promise<void> {
    const asked = outcomes.filter(({ subject }) => this.asks.has(subject.subject.id));
    for (const { subject, outcome } of asked) {
      for (const tally of this.talliesOf(subject.subject.id)) tally.countOutcome(outcome, batch.count);
    }
    for (const judgements of judgeBatch(this.claims, batch, asked)) {
      for (const judgement of judgements) await this.take(judgement, { batch, outcomes, place });
      await yieldToEventLoop();
    }
  }

  private async take(judgement: Judgement, slice: Slice): Promise<void> {
    const { claim, subject, verdicts, discarded, references, partner } = judgement;
    const { batch, place } = slice;
    const tally = this.tally(claim, subject);
    const index = Math.floor(Math.max(verdicts.worst, 0) / references.plan.outputs);
    tally.add(verdicts, discarded, batch.count, {
      ...place,
      index,
      terms: references.plan.terms,
      ...(partner === undefined ? {} : { partner: partner.subject.id }),
    });
    this.checked += batch.count;
    const unexplained = [...verdicts.violations.entries()].filter(([, witness]) => {
      const quantities = () => quantitiesOf(subject.subject, batch.shape, references, witness);
      return this.context.defects.explain(subject, quantities) === undefined;
    });
    // A failure at the edge of the range stays there while it is shrunk: one in the middle is worth more, if its number is finite too.
    const ordinary = unexplained.filter(([, witness]) => kindOf(witness).range === 'ordinary');
    const middle =
      ordinary.find(([, witness]) => kindOf(witness).numbers === 'finite') ?? ordinary[0] ?? unexplained[0];
    if (middle !== undefined) await this.pursue(judgement, slice, middle[0]);
    tally.countViolations(unexplained.length);
    tally.countKnown(verdicts.violations.length - unexplained.length);
  }

  /** Shrinks the first few of a claim and subject. What follows from a claim about one subject alone is not told twice. */
  private async pursue(judgement: Judgement, { batch, place }: Slice, number: number): Promise<void> {
    const { claim, subject, verdicts, partners, references } = judgement;
    const witness = verdicts.violations[number]!;
    if (claim.kind === 'pair' && this.byKey.get(`${claim.each.id} ${subject.subject.id}`)?.violated) return;
    const tally = this.tally(claim, subject);
    if (!this.context.wants(tally)) return;
    this.context.doing(`shrinking a violation of ${claim.id} by ${subject.subject.id}`);
    const index = Math.floor(witness.window / references.plan.outputs);
    const partner = partners[number];
    const suspect = { claim, subject, ...(partner === undefined ? {} : { partner }) };
    const limits = this.context.shrinkLimits();
    this.context.found(tally, await pursue(suspect, batch, witness, { ...place, index }, limits));
  }

  private tally(claim: ErrorClaim, { subject }: PreparedSubject): Tally {
    return this.byKey.get(`${claim.id} ${subject.id}`)!;
  }

  private talliesOf(subject: string): readonly Tally[] {
    return this.tallies.filter((tally) => tally.subject === subject);
  }
}

function silent(claim: ErrorClaim, { traits }: PreparedSubject): boolean {
  return (claim.kind === 'output' ? claim.inapplicableTo(traits) : claim.inapplicableTo(traits, traits)) !== undefined;
}

/** A missing subject keeps its rows; those of pairs would only say the same again. */
function absent(claims: readonly ErrorClaim[], missing: MissingSubject): readonly Tally[] {
  const { id, format, summation } = missing.subject;
  const traits = { id, format, summation, underflow: gradualUnderflow };
  return claims
    .filter((claim) => claim.kind === 'output' && claim.inapplicableTo(traits) === undefined)
    .map((claim) => new Tally(claim, id, '', { absent: howToGet(missing) }));
}
