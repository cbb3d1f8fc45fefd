import { checkOutputs, checkPairs, isVerdicts } from '../check/check-outputs.ts';
import { howToGet, type MissingSubject, type PreparedSubject } from '../check/prepared-subject.ts';
import { type ErrorClaim, inapplicable } from '../claims/claim.ts';
import type { SubjectTraits } from '../claims/subject-traits.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { batchFor } from '../inputs/summed-batch.ts';
import { noFlush } from '../sums/accumulation.ts';
import { isEnginesConvolution } from './fair-share.ts';
import { takeVerdicts } from './take-verdicts.ts';
import { Tally } from './tally.ts';
import type { AskedBatch, TrialContext, Trials } from './trials.ts';

interface Row {
  readonly claim: ErrorClaim;
  readonly subject: PreparedSubject;
  readonly tally: Tally;
}

/** Claims that bound the error of outputs, judged on the batch itself. */
export class OutputTrials implements Trials {
  readonly tallies: readonly Tally[];
  readonly asks: ReadonlySet<string>;
  checked = 0;
  checkedBounds = 0;
  private readonly context: TrialContext;
  private readonly byKey: ReadonlyMap<string, Tally>;
  private readonly byClaim: readonly (readonly Row[])[];

  private constructor(byClaim: readonly (readonly Row[])[], absent: readonly Tally[], context: TrialContext) {
    this.byClaim = byClaim;
    this.context = context;
    const rows = byClaim.flat();
    this.byKey = new Map(rows.map(({ claim, subject, tally }) => [`${claim.id} ${subject.id}`, tally]));
    const order = new Map(context.subjects.map((subject, place) => [subject, place]));
    const inTableOrder = [...rows].sort((one, other) => order.get(one.subject)! - order.get(other.subject)!);
    this.tallies = [...inTableOrder.map(({ tally }) => tally), ...absent];
    this.asks = new Set(rows.map(({ subject }) => subject.id));
  }

  static open(context: TrialContext): Trials | undefined {
    const claims = context.options.claims.filter((claim) => claim.kind === 'output' || claim.kind === 'pair');
    const byClaim = claims.map((claim) => {
      const subjects = context.subjects.filter((subject) => appliesTo(claim, subject));
      const isAlone = claim.kind === 'pair' && subjects.length === 1;
      return subjects.map((subject) => ({
        ...{ claim, subject },
        tally: new Tally(claim, subject.id, subject.version, {
          isAlone,
          ...(claim.kind === 'pair'
            ? { whenEmpty: 'no other subject answered these cases: add another --subject' }
            : {}),
        }),
      }));
    });
    const absent = context.missing.flatMap((missing) => absentRows(claims, missing));
    return byClaim.flat().length + absent.length === 0 ? undefined : new OutputTrials(byClaim, absent, context);
  }

  async next(askedBatch: AskedBatch): Promise<void> {
    for (const rows of this.byClaim) {
      for (const row of rows) if (askedBatch.asked.includes(row.subject)) await this.check(row, askedBatch);
      await yieldToEventLoop();
    }
  }

  private async check({ claim, subject, tally }: Row, forAll: AskedBatch): Promise<void> {
    const askedBatch = askedOf(subject, forAll);
    const { batch, answers, asked } = askedBatch;
    tally.countOutcome(await answers.outcome(subject, batch), batch.count);
    const verdicts =
      claim.kind === 'output'
        ? await checkOutputs(claim, subject, batch, answers)
        : await checkPairs(claim, subject, asked, batch, answers);
    if (!isVerdicts(verdicts)) return;
    this.checked += batch.count;
    if (isEnginesConvolution(subject)) this.checkedBounds += batch.count;
    // A violation that follows from a claim about one subject is not reported twice.
    const isReported = claim.kind === 'pair' && this.byKey.get(`${claim.each.id} ${subject.id}`)?.violated === true;
    await takeVerdicts({ claim, subject }, tally, verdicts, askedBatch, this.context, isReported);
  }
}

/** The batch that a subject is asked, and all subjects that are asked the same. */
function askedOf(subject: PreparedSubject, all: AskedBatch): AskedBatch {
  const batch = batchFor(subject, all.batch);
  const origin = { ...all.origin, distribution: batch.distribution ?? all.origin.distribution };
  return { ...all, batch, origin, asked: all.asked.filter((one) => batchFor(one, all.batch) === batch) };
}

function appliesTo(claim: ErrorClaim, subject: SubjectTraits): boolean {
  const because = inapplicable(claim, subject);
  return because === undefined;
}

/** A missing subject keeps its rows, except those of pairs, which would only repeat that it is missing. */
function absentRows(claims: readonly ErrorClaim[], missing: MissingSubject): readonly Tally[] {
  const { id } = missing;
  return claims
    .filter((claim) => claim.kind === 'output' && appliesTo(claim, { ...missing, flush: noFlush }))
    .map((claim) => new Tally(claim, id, '', { absent: howToGet(missing) }));
}
