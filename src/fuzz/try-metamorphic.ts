import { differenceKinds } from '../check/difference-kind.ts';
import { evaluateBatch } from '../check/evaluate-batch.ts';
import { findFailure } from '../check/failure.ts';
import type { SubjectOutcome } from '../check/judge-batch.ts';
import { type DifferenceKind, differenceKinds as gravestFirst } from '../check/metamorphic-records.ts';
import { drawAgain, drawVariation, judgeTrial, type MetamorphicTrial } from '../check/metamorphic-trial.ts';
import type { Place } from '../check/place.ts';
import { shrinkFailure } from '../check/shrink-failure.ts';
import { findMetamorphic, type MetamorphicFailure, shrinkMetamorphic } from '../check/shrink-metamorphic.ts';
import { dotAnyOrder } from '../claims/error-bounds/dot-any-order.ts';
import { type Batch, batchOf, caseAt, sliceBatch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { Operation } from '../conv/shape.ts';
import { caseOfEntry } from '../corpus/entry.ts';
import { rngOf } from '../inputs/rng.ts';
import { counterexampleOf } from '../replay/counterexample-of.ts';
import { entryOfFailure } from '../replay/entry-of-failure.ts';
import type { Finding } from './campaign-records.ts';
import type { MetamorphicTally } from './metamorphic-tally.ts';
import type { Slice, TrialContext } from './trials.ts';

interface Context extends Pick<TrialContext, 'defects' | 'shrinkLimits' | 'doing' | 'found'> {
  readonly options: Pick<TrialContext['options'], 'claims' | 'observed'>;
}

/** So many cases are tried to shrink what shows two ways of rounding and no fault; fewer where claims of other kinds wait for their turn. */
const harmlessEvaluations = 600;
const harmlessInPassing = 120;
const harmlessMs = 1500;

/**
 * Tries one claim about behaviour on a batch that was answered already: varies the batch, asks the subjects once more, compares. What
 * is drawn depends on seed, claim and number of the batch alone. A difference is shrunk when it is the first of its
 * row, or graver than the one kept. `tallies` are those of the claim. Returns how many pairs of a subject and a case were judged.
 */
export async function tryMetamorphic(
  tallies: readonly MetamorphicTally[],
  { batch, place, outcomes }: Slice,
  context: Context,
): Promise<number> {
  const claim = tallies[0]!.about;
  let judged = 0;
  for (const [operation, group] of byTerms(outcomes)) {
    const rng = rngOf(place.seed, `${claim.id} ${place.batch}`);
    const drawn = drawVariation(claim, batch, operation, (n) => rng.below(n));
    if (drawn === undefined) continue;
    const asked = group.map(({ subject }) => subject);
    for (const { subject, outcome } of await evaluateBatch(asked, drawn.variation.batch)) {
      const tally = tallies.find((item) => item.prepared === subject)!;
      const first = group.find((item) => item.subject === subject)!.outcome;
      tally.countOutcome(outcome, batch.count);
      const trial = judgeTrial(drawn, first, outcome);
      if (trial === undefined) continue;
      if (trial.verdicts.judged > 0) judged += batch.count;
      const kinds = differenceKinds(subject, batch, trial, context.defects);
      tally.addTrial(trial, kinds, batch.count, place);
      const gravest = gravestFirst.find((kind) => kinds.includes(kind));
      if (gravest === undefined || !tally.wants(gravest)) continue;
      context.doing(`shrinking a difference: ${claim.id} and ${tally.subject}`);
      const met = { batch, trial, number: kinds.indexOf(gravest), kind: gravest };
      const failure = await smallest(tally, met, context);
      tally.keep(counterexampleOf(failure, place));
      const finding = gravest === 'wrong' ? await wrongAnswer(failure, place, context) : undefined;
      if (finding !== undefined) context.found(tally, finding);
    }
  }
  return judged;
}

interface Met {
  readonly batch: Batch;
  readonly trial: MetamorphicTrial;
  /** Which of the broken pairs. */
  readonly number: number;
  readonly kind: DifferenceKind;
}

/** The case of a broken pair, shrunk; as it was met where it shows nothing alone. */
async function smallest(
  { about: claim, prepared: subject }: MetamorphicTally,
  { batch, trial, number, kind }: Met,
  context: Context,
): Promise<MetamorphicFailure> {
  const known = await recordedFailure({ claim, subject, defects: context.defects }, kind, context);
  if (known !== undefined) return known;
  const broken = trial.verdicts.broken[number]!;
  const index = Math.floor(broken.pair.first / outputSize(batch.shape, subject.subject.operation));
  const suspect = { claim, subject, defects: context.defects };
  const alone = sliceBatch(batch, index, index + 1);
  for (const tiny of [false, true]) {
    const found = (await findMetamorphic(suspect, alone, { kind, draws: trial.draws, tiny })).get(0);
    if (found === undefined) continue;
    const limits = context.shrinkLimits();
    const harmless = kind === 'rounding' || kind === 'zero-sign';
    const milliseconds = Math.min(limits.milliseconds, harmlessMs);
    const inPassing = context.options.claims.some((other) => other.kind !== 'metamorphic');
    const evaluations = inPassing ? harmlessInPassing : harmlessEvaluations;
    return shrinkMetamorphic(found, harmless ? { ...limits, evaluations, milliseconds } : limits);
  }
  const { draws, variation } = trial;
  return {
    ...{ ...suspect, input: caseAt(batch, index), draws, change: variation.change, broken, kind },
    ...{ tiny: true, minimal: false },
  };
}

/** The case that is recorded for such a difference, if it shows it today: what was shrunk once is not shrunk again. */
async function recordedFailure(
  suspect: Pick<MetamorphicFailure, 'claim' | 'subject' | 'defects'>,
  kind: DifferenceKind,
  { options: { observed = [] } }: Context,
): Promise<MetamorphicFailure | undefined> {
  const { claim, subject } = suspect;
  const { counterexample } =
    observed.find(
      (row) => row.claim === claim.id && row.subject === subject.subject.id && row.version === subject.version,
    ) ?? {};
  if (counterexample === undefined) return undefined;
  const { draws } = counterexample;
  const found = await findMetamorphic(suspect, batchOf([caseOfEntry(counterexample)]), { kind, draws, tiny: true });
  return found.get(0);
}

/** Of two numbers that differ by more than rounding one is wrong: found by the bound of any order, and shrunk for itself. */
async function wrongAnswer(
  { subject, input, claim, draws }: MetamorphicFailure,
  place: Place,
  context: Context,
): Promise<Omit<Finding, 'path' | 'notWritten'> | undefined> {
  const batch = batchOf([input]);
  const varied = drawVariation(claim, batch, subject.subject.operation, drawAgain(draws))?.variation.batch;
  for (const side of varied === undefined ? [batch] : [batch, varied]) {
    const failure = await findFailure({ claim: dotAnyOrder, subject }, caseAt(side, 0));
    if (failure === undefined) continue;
    const shrunk = await shrinkFailure(failure, context.shrinkLimits());
    return { entry: entryOfFailure(shrunk, failure.witness, place), onlyInBatch: false };
  }
  return undefined;
}

/** The answers that sum the same terms: one variation serves all of them. */
function byTerms(outcomes: readonly SubjectOutcome[]): readonly (readonly [Operation, readonly SubjectOutcome[]])[] {
  const answers = outcomes.filter(({ outcome }) => outcome.kind === 'value');
  const isDepthwise = ({ subject: { subject } }: SubjectOutcome) => subject.operation === 'depthwise-conv2d';
  const groups = [
    ['conv2d', answers.filter((answer) => !isDepthwise(answer))],
    ['depthwise-conv2d', answers.filter(isDepthwise)],
  ] as const;
  return groups.filter(([, group]) => group.length > 0);
}
