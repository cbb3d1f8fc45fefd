import type { ErrorClaim, OutputClaim, PairClaim } from '../claims/claim.ts';
import type { Batch } from '../conv/batch.ts';
import type { Outcome } from '../engines/engine.ts';
import { type BatchBounds, batchBounds } from '../judge/batch-bounds.ts';
import { type BatchVerdicts, judgeOutputs } from '../judge/judge-outputs.ts';
import { judgePairs } from '../judge/judge-pairs.ts';
import { type References, referencesOf } from '../judge/references.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** What one subject gave for a batch, or why it gave nothing. */
export type SubjectOutcome = { readonly subject: PreparedSubject; readonly outcome: Outcome };

/** One claim about one subject on one batch. `partners[i]` broke the claim together with the subject in violation i. */
export interface Judgement {
  readonly claim: ErrorClaim;
  readonly subject: PreparedSubject;
  readonly references: References;
  readonly verdicts: BatchVerdicts;
  /** Window → hypothesis that failed. */
  readonly discarded: ReadonlyMap<number, string>;
  readonly partner?: PreparedSubject;
  readonly partners: readonly PreparedSubject[];
}

/** What one subject gave for a batch. */
export interface Given {
  readonly subject: PreparedSubject;
  readonly outputs: Float32Array | Float64Array;
}

/**
 * Judges everything that a batch allows, a claim at a time. References are computed once for all subjects that compute the same thing, and bounds once
 * for all subjects of the same traits. A depthwise convolution of one channel is a convolution.
 */
export function* judgeBatch(
  claims: readonly ErrorClaim[],
  batch: Batch,
  outcomes: readonly SubjectOutcome[],
): Generator<readonly Judgement[]> {
  const groups = new Map<boolean, Given[]>();
  for (const { subject, outcome } of outcomes) {
    if (outcome.kind !== 'value') continue;
    const depthwise = subject.subject.operation === 'depthwise-conv2d' && batch.shape.channelsIn > 1;
    groups.set(depthwise, [...(groups.get(depthwise) ?? []), { subject, outputs: outcome.outputs }]);
  }
  for (const [depthwise, given] of groups) {
    const references = referencesOf(batch, depthwise ? 'depthwise-conv2d' : 'conv2d');
    const judge = new GroupJudge(references, given);
    for (const claim of claims) yield claim.kind === 'output' ? judge.alone(claim) : judge.pairs(claim);
  }
}

class GroupJudge {
  private readonly references: References;
  private readonly given: readonly Given[];
  private readonly bounds = new Map<object, BatchBounds>();
  private readonly judged = new Map<string, Judgement[]>();

  constructor(references: References, given: readonly Given[]) {
    this.references = references;
    this.given = given;
  }

  alone(claim: OutputClaim): Judgement[] {
    const before = this.judged.get(claim.id);
    if (before !== undefined) return before;
    const judgements = this.given
      .filter(({ subject }) => claim.inapplicableTo(subject.traits) === undefined)
      .map(({ subject, outputs }) => {
        const bounds = this.boundsOf(claim, subject);
        const verdicts = judgeOutputs(bounds, this.references, outputs, subject.subject.format);
        return { claim, subject, references: this.references, verdicts, discarded: bounds.discarded, partners: [] };
      });
    this.judged.set(claim.id, judgements);
    return judgements;
  }

  pairs(claim: PairClaim): Judgement[] {
    const alone = this.alone(claim.each);
    const members = alone.map(({ subject, verdicts }) => ({
      outputs: this.given.find((item) => item.subject === subject)!.outputs,
      format: subject.subject.format,
      bounds: this.boundsOf(claim.each, subject),
      wrong: new Set(verdicts.violations.map(({ window }) => window)),
    }));
    if (members.length < 2) return [];
    const subjects = alone.map(({ subject }) => subject);
    const boundOf = (one: number, other: number) => claim.boundFor(subjects[one]!.traits, subjects[other]!.traits);
    return judgePairs(members, this.references, boundOf).map((verdicts, index) => ({
      ...{ claim, subject: subjects[index]!, references: this.references, verdicts },
      discarded: members[index]!.bounds.discarded,
      ...(verdicts.partner < 0 ? {} : { partner: subjects[verdicts.partner]! }),
      partners: verdicts.partners.map((partner) => subjects[partner]!),
    }));
  }

  private boundsOf(claim: OutputClaim, { traits }: PreparedSubject): BatchBounds {
    const bound = claim.boundFor(traits);
    const bounds = this.bounds.get(bound) ?? batchBounds(bound, this.references);
    this.bounds.set(bound, bounds);
    return bounds;
  }
}
