import type { Answers } from '../check/answers.ts';
import { checkMetamorphic, type Difference, type Varied, varied } from '../check/check-metamorphic.ts';
import { isVerdicts } from '../check/check-outputs.ts';
import { type DifferenceKind, differenceKinds as gravestFirst } from '../check/metamorphic-records.ts';
import { findMetamorphic, type MetamorphicFailure, minimiseMetamorphic } from '../check/minimise-metamorphic.ts';
import type { Origin } from '../check/place.ts';
import { howToGet, type PreparedSubject } from '../check/prepared-subject.ts';
import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import type { MetamorphicClaim } from '../claims/metamorphic-claim.ts';
import { batchOf, caseAt, sliceBatch } from '../conv/batch.ts';
import { variedAs } from '../conv/operation.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { Operation } from '../conv/shape.ts';
import { caseOfEntry } from '../corpus/entry.ts';
import { isNarrow } from '../float/narrow-numbers.ts';
import { isLarge, mostJudged } from '../inputs/output-sample.ts';
import { counterexampleOf } from '../replay/metamorphic-counterexample.ts';
import { streamOf } from './case-source.ts';
import { MetamorphicTally } from './metamorphic-tally.ts';
import { rowKey } from './range-record.ts';
import { smallestEntry } from './take-verdicts.ts';
import { Tally } from './tally.ts';
import type { AskedBatch, TrialContext, Trials } from './trials.ts';

/**
 * If claims of other kinds are tried too, this many metamorphic claims are tried in a turn, and this is every so many
 * batches: about a third of the time.
 */
const claimsInTurn = 2;
const batchesInTurn = 3;
/**
 * Our own algorithms then take part in one turn out of this many, because nearly all relations are proved for them.
 */
const ownTurns = 4;
/**
 * A difference that is only rounding is minimised with this many evaluations, and with fewer if claims of other kinds
 * wait.
 */
const harmlessEvaluations = 600;
const harmlessInPassing = 120;

/**
 * Metamorphic claims in a campaign: after each batch some of them vary it, and the subjects are asked again. Every
 * subject in binary32 or binary64 has a row for every claim. A difference is reported with its simplest case. It raises
 * the alarm only if the claim is proven for that subject.
 */
export class MetamorphicTrials implements Trials {
  readonly tallies: readonly Tally[];
  readonly asks: ReadonlySet<string>;
  checked = 0;
  private readonly context: TrialContext;
  private readonly byClaim: readonly (readonly MetamorphicTally[])[];
  private readonly alone: boolean;

  private constructor(claims: readonly MetamorphicClaim[], context: TrialContext) {
    this.context = context;
    this.alone = context.options.claims.length === claims.length;
    const subjects = context.subjects.filter(({ format }) => !isNarrow(format));
    this.asks = new Set(subjects.map(({ id }) => id));
    const { differences } = context.told;
    this.byClaim = claims.map((claim) =>
      subjects.map((subject) => new MetamorphicTally(claim, subject, differences[rowKey(claim.id, subject.id)])),
    );
    const absent = claims.flatMap((claim) =>
      context.missing
        .filter(({ format }) => !isNarrow(format))
        .map((missing) => new Tally(claim, missing.id, '', { absent: howToGet(missing) })),
    );
    this.tallies = [...this.byClaim.flat(), ...absent];
  }

  static open(context: TrialContext): Trials | undefined {
    const claims = context.options.claims.filter((claim) => claim.kind === 'metamorphic');
    const hasRows = [...context.subjects, ...context.missing].some(({ format }) => !isNarrow(format));
    return claims.length > 0 && hasRows ? new MetamorphicTrials(claims, context) : undefined;
  }

  async next(askedBatch: AskedBatch): Promise<void> {
    const number = askedBatch.turn;
    if (isLarge(askedBatch.batch.shape, 'conv2d')) return this.passOver(askedBatch);
    const own = askedBatch.asked.filter(({ engine }) => engine === 'lastbit');
    const foreign = askedBatch.asked.filter(({ engine, format }) => engine !== 'lastbit' && !isNarrow(format));
    if (this.alone) return this.take(number, { ...askedBatch, asked: [...own, ...foreign] });
    if (number % batchesInTurn > 0) return;
    const turn = number / batchesInTurn;
    if (foreign.length === 0) return this.take(turn, { ...askedBatch, asked: own });
    await this.take(turn, { ...askedBatch, asked: foreign });
    // They have their own count of turns, so that every claim has its turn.
    if (turn % ownTurns === 0) await this.take(turn / ownTurns, { ...askedBatch, asked: own });
  }

  /** A relation is about all outputs; of a large case only a sample is judged. */
  private passOver({ asked }: AskedBatch): void {
    for (const tally of this.byClaim.flat())
      if (asked.includes(tally.prepared)) tally.passOver(`only cases of at most ${mostJudged} products are varied`);
  }

  /** Tries the claims whose turn it is. `number` is the number of the turn. */
  private async take(number: number, askedBatch: AskedBatch): Promise<void> {
    const { byClaim, alone } = this;
    const turns = alone ? byClaim.length : claimsInTurn;
    for (let turn = 0; turn < turns; turn++) {
      if (this.context.options.signal?.aborted === true) return;
      await this.try(byClaim[(number * turns + turn) % byClaim.length]!, askedBatch);
    }
  }

  /**
   * Tries one claim: varies the batch, asks the subjects again, and compares. What is drawn depends only on the seed,
   * the claim and the number of the batch.
   */
  private async try(
    tallies: readonly MetamorphicTally[],
    { batch, origin, asked, answers }: AskedBatch,
  ): Promise<void> {
    const claim = tallies[0]!.about;
    for (const [operation, group] of byTerms(asked)) {
      const answering: PreparedSubject[] = [];
      for (const subject of group)
        if ((await answers.outcome(subject, batch)).kind === 'value') answering.push(subject);
      if (answering.length === 0) continue;
      const stream = streamOf(origin.seed, `${claim.id} ${origin.batch}`);
      const drawn = varied(claim, batch, operation, (n) => stream.nextInt(0, n - 1));
      if (drawn === undefined) continue;
      await answers.begin(answering, drawn.variation.batch)();
      for (const subject of answering)
        await this.check(tallies.find(({ prepared }) => prepared === subject)!, drawn, answers, origin);
    }
  }

  private async check(tally: MetamorphicTally, asked: Varied, answers: Answers, origin: Origin): Promise<void> {
    const { prepared: subject, about: claim } = tally;
    const { context } = this;
    tally.countOutcome(await answers.outcome(subject, asked.variation.batch), asked.batch.count);
    const verdicts = await checkMetamorphic(subject, asked, answers, context.defects);
    if (!isVerdicts(verdicts)) return;
    if (verdicts.discarded < verdicts.outputs) this.checked += asked.batch.count;
    tally.addDifferences(verdicts, asked.batch.count, { ...origin, index: 0 });
    await this.takeWrong(subject, asked, verdicts.violations, origin);
    const gravest = gravestFirst.find((kind) => verdicts.violations.some((violation) => violation.kind === kind));
    if (gravest === undefined || !tally.wants(gravest)) return;
    context.doing(`shrinking a difference: ${claim.id} and ${subject.id}`);
    const difference = verdicts.violations.find(({ kind }) => kind === gravest)!;
    const index = Math.floor(difference.pair.first / outputSize(asked.batch.shape, subject.operation));
    const met: MetamorphicFailure = {
      ...{ claim, subject, defects: context.defects, input: caseAt(asked.batch, index), difference },
      ...{ draws: asked.draws, change: asked.variation.change, tiny: true, minimal: false },
    };
    const failure = await this.smallest(met, sliceBatch(asked.batch, index, index + 1));
    tally.keep(counterexampleOf(failure, { ...origin, index }));
  }

  /** The minimised case of a difference, or the case as it was found if it shows nothing alone. */
  private async smallest(met: MetamorphicFailure, alone: ReturnType<typeof sliceBatch>): Promise<MetamorphicFailure> {
    const { kind } = met.difference;
    const known = await this.recordedFailure(met, kind);
    if (known !== undefined) return known;
    for (const tiny of [false, true]) {
      const found = (await findMetamorphic(met, alone, { kind, draws: met.draws, tiny })).get(0);
      if (found === undefined) continue;
      const limits = this.context.limits();
      const harmless = kind === 'rounding' || kind === 'zero-sign';
      const inPassing = this.context.options.claims.some((other) => other.kind !== 'metamorphic');
      const evaluations = inPassing ? harmlessInPassing : harmlessEvaluations;
      return minimiseMetamorphic(found, harmless ? { ...limits, evaluations } : limits);
    }
    return met;
  }

  /**
   * The case recorded for such a difference, if it still shows it. So a case that was minimised once is not minimised
   * again.
   */
  private async recordedFailure(
    { claim, subject, defects }: MetamorphicFailure,
    kind: DifferenceKind,
  ): Promise<MetamorphicFailure | undefined> {
    const rows = this.context.options.observed ?? [];
    const { counterexample } =
      rows.find((row) => row.claim === claim.id && row.subject === subject.id && row.version === subject.version) ?? {};
    if (counterexample === undefined) return undefined;
    const like = { kind, draws: counterexample.draws, tiny: true };
    return (await findMetamorphic({ claim, subject, defects }, batchOf([caseOfEntry(counterexample)]), like)).get(0);
  }

  /**
   * If two numbers differ by more than rounding, one of them breaks the any-order bound, whatever the metamorphic claim
   * says. It counts in the row of that bound, where it is minimised and written. The outputs of the batch itself are
   * judged there anyway, if that claim is tried.
   */
  private async takeWrong(
    subject: PreparedSubject,
    { batch, variation }: Varied,
    differences: readonly Difference[],
    origin: Origin,
  ): Promise<void> {
    if (dotAnyOrder.inapplicableTo(subject) !== undefined) return;
    const { context } = this;
    const isTried = context.options.claims.some(({ id }) => id === dotAnyOrder.id);
    for (const [side, asked] of [batch, variation.batch].entries()) {
      const wrong = new Map(differences.map(({ wrong: sides }) => [sides[side]?.window, sides[side]]));
      const outputs = [...wrong.values()].filter((output) => output !== undefined);
      if (outputs.length === 0 || (side === 0 && isTried)) continue;
      const row = context.rowOf(dotAnyOrder, subject);
      row.countElsewhere(outputs, asked.count, { ...origin, index: 0 });
      if (!context.wants(row)) continue;
      context.doing(`shrinking a violation of ${dotAnyOrder.id} by ${subject.id}`);
      const found = { batch: asked, output: outputs[0]!, place: origin };
      const { entry, minimal } = await smallestEntry({ claim: dotAnyOrder, subject }, found, context.limits());
      context.found(row, entry, minimal);
    }
  }
}

/** Groups subjects that sum the same terms: one variation serves all of them. */
function byTerms(subjects: readonly PreparedSubject[]) {
  const groups = new Map<Operation, PreparedSubject[]>();
  for (const subject of subjects) {
    const operation = variedAs(subject.operation);
    groups.set(operation, [...(groups.get(operation) ?? []), subject]);
  }
  return [...groups];
}
