import { type BoundAtShape, isRevealable, revealBound } from '../check/bound-at.ts';
import { checkOutputs, isVerdicts } from '../check/check-outputs.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import { isRevealedClaim } from '../claims/error-bounds/revealed-bound.ts';
import type { Batch } from '../conv/batch.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { isNarrow } from '../float/narrow-numbers.ts';
import { batchesInRange } from './range-plan.ts';
import type { RowHead } from './range-record.ts';
import { takeVerdicts } from './take-verdicts.ts';
import { largestDiscardedShare, Tally } from './tally.ts';
import type { AskedBatch, TrialContext, Trials } from './trials.ts';

/**
 * If other claims are tried too: the most shapes at which a subject is revealed before one batch has been judged.
 * Each costs some hundred calls.
 */
const mostShapes = 2;
/**
 * If other claims are tried too: the most revelations after one batch, so that a campaign of seconds makes progress.
 */
const mostPerBatch = 1;

/**
 * If other claims are tried too, each range reveals the next subjects, one for so many batches, so that no subject is
 * revealed in every range again. With `mostShapes` and `mostPerBatch` these batches are enough.
 */
const batchesPerSubject = 4;

class RevealedTally extends Tally {
  override head(): RowHead {
    return { ...super.head(), isRevealed: true };
  }
}

/**
 * The claims about known trees, dot-height and dot-wide, for engines. At a shape that is small enough each engine is
 * revealed, and its outputs are judged by the bound of its own height, products and accumulator. The claims apply
 * only if one accumulation explains all outputs of the shape, in a batch as well as alone.
 *
 * If other claims are tried too, only one shape is judged for each subject, in one of the first ranges. A batch of
 * which most is discarded (overflow) is not used for this; the any-order claims count it. If only these claims are
 * tried, every shape that is small enough is judged.
 *
 * A violation means that an engine left its own tree on an input. Only its numbers are minimised, because a smaller
 * shape has another tree.
 */
export class RevealedTrials implements Trials {
  readonly asks: ReadonlySet<string>;
  checked = 0;
  private readonly context: TrialContext;
  private readonly all: readonly Tally[];
  private readonly alone: boolean;
  private readonly inTurn: ReadonlySet<string>;
  private readonly bounds = new Map<string, BoundAtShape | undefined>();
  private readonly shapes = new Map<string, number>();
  private left = 0;

  private constructor(context: TrialContext, subjects: readonly PreparedSubject[], all: readonly Tally[]) {
    this.context = context;
    this.all = all;
    this.alone = context.options.claims.every(isRevealedClaim);
    this.asks = new Set(subjects.map(({ id }) => id));
    const { number } = context.range;
    const inRange = batchesInRange(context.options.cases) / batchesPerSubject;
    const inTurn = this.alone ? subjects : subjects.slice(number * inRange, (number + 1) * inRange);
    this.inTurn = new Set(inTurn.map(({ id }) => id));
  }

  static open(context: TrialContext): Trials | undefined {
    const claims = context.options.claims.filter(isRevealedClaim);
    const subjects = context.subjects.filter(({ engine, format }) => engine !== 'lastbit' && !isNarrow(format));
    const all = subjects.flatMap(({ id, version }) => claims.map((claim) => new RevealedTally(claim, id, version)));
    return all.length === 0 ? undefined : new RevealedTrials(context, subjects, all);
  }

  /** The merge of all ranges leaves out those that judged nothing, as soon as one did. */
  get tallies(): readonly Tally[] {
    return this.all;
  }

  async next(askedBatch: AskedBatch): Promise<void> {
    this.left = this.alone ? Number.POSITIVE_INFINITY : mostPerBatch;
    for (const subject of askedBatch.asked) {
      if (this.context.options.signal?.aborted === true) return;
      if (
        !this.inTurn.has(subject.id) ||
        (await askedBatch.answers.outcome(subject, askedBatch.batch)).kind !== 'value'
      )
        continue;
      const found = await this.boundAt(subject, askedBatch.batch);
      const tally = this.all.find((one) => one.claim === found?.claim && one.subject === subject.id);
      if (found === undefined || tally === undefined) continue;
      await this.take(subject, found, tally, askedBatch);
      await yieldToEventLoop();
    }
  }

  private async take(
    subject: PreparedSubject,
    revealed: BoundAtShape,
    tally: Tally,
    askedBatch: AskedBatch,
  ): Promise<void> {
    const { claim, bound } = revealed;
    const verdicts = await checkOutputs(claim, subject, askedBatch.batch, askedBatch.answers, bound);
    if (!isVerdicts(verdicts)) return;
    const mostlyDiscarded = verdicts.discarded > verdicts.outputs * largestDiscardedShare;
    if (!this.alone && mostlyDiscarded && verdicts.violations.length === 0) return;
    this.shapes.set(subject.id, mostShapes);
    this.checked += askedBatch.batch.count;
    tally.reveal(revealed.words);
    await takeVerdicts({ claim, subject, revealed }, tally, verdicts, askedBatch, this.context);
  }

  /** The bound of what a subject does at a shape. It reveals the subject if the limits allow that. */
  private async boundAt(subject: PreparedSubject, { shape }: Batch): Promise<BoundAtShape | undefined> {
    const key = `${subject.id} ${shapeKey(shape)}`;
    if (this.bounds.has(key)) return this.bounds.get(key);
    const shapes = this.shapes.get(subject.id) ?? 0;
    if (this.left === 0 || (!this.alone && shapes >= mostShapes) || !isRevealable(shape, subject.operation))
      return undefined;
    this.shapes.set(subject.id, shapes + 1);
    this.left -= 1;
    this.context.doing(`revealing ${subject.id} at ${shapeKey(shape)}`);
    const bound = await revealBound(subject, shape);
    this.bounds.set(key, bound);
    return bound;
  }
}
